/**
 * Theorem 1 (section 28.2): one order over the blobs of all shards gives serializable transactions
 * without locks; without the shared order, and with everything else kept, it does not.
 *
 * Method: the model of delayed execution on the instance of FAQ-A1 (x = 1 on X, y = 2 on Y;
 * T0: x := y; T1: y := x), once with the shared order and once with an order for each shard. The
 * two differ in that one parameter. Every reachable state is visited by a search written here,
 * which judges with nothing of the model's ledger: it reads the accounts that the keepers of the
 * shards came to, and compares them with the two serial executions. The claims of the catalogue
 * say the same through versions; and the orders of the two shards are swept one by one.
 */
import { describe, expect, test } from 'vitest';
import { violationOf } from '../checker/isolation/model-history.ts';
import { enabledSteps, instantiate, type Machine, reduce } from '../checker/machine.ts';
import type { Action } from '../checker/protocol.ts';
import { delayedExecution } from '../models/delayed-execution/delayed-execution.ts';
import { history } from '../models/delayed-execution/history.ts';
import type { State } from '../models/delayed-execution/state.ts';

const instance = { workload: 'copies', commits: 0, attacks: 0, reorganisations: 0 };
const shared = instantiate(delayedExecution, 'baseline', instance);
const perShard = instantiate(delayedExecution, 'per-shard-orders', instance);

/** Initially x = 1 and y = 2. */
const serial = { 'T0, T1': '(2,2)', 'T1, T0': '(1,1)' };
const anomaly = '(2,1)';

/** (x,y) as X has x and Y has y, once both have executed both transactions; else null. */
function outcome({ executors }: State): string | null {
  const values = executors.map(({ results }, shard) => {
    let value = shard + 1;
    for (const result of results) {
      if (result === null) return null;
      for (const write of result.writes) if (write.key === shard) value = write.value;
    }
    return value;
  });
  return values.includes(null) ? null : `(${values})`;
}

function outcomesOf(machine: Machine): readonly string[] {
  const [seen, outcomes] = [new Set<string>(), new Set<string>()];
  const queue = [machine.initial];
  for (const state of queue) {
    const final = outcome(state as State);
    if (final !== null) outcomes.add(final);
    for (const step of enabledSteps(machine, state)) {
      const next = reduce(machine, state, step.action);
      const text = JSON.stringify(next);
      if (seen.has(text)) continue;
      seen.add(text);
      queue.push(next);
    }
  }
  return [...outcomes].sort();
}

describe('the shared order, and nothing else, is what serializes', () => {
  test('the two instances differ in one parameter', () => {
    expect(perShard.parameters).toEqual({ ...shared.parameters, order: 'per shard' });
    const rules = ({ steps }: Machine): readonly string[] =>
      steps.flatMap(({ action, rules: named }) =>
        named.map(({ name }) => `${action.type}: ${name}`),
      );
    expect(new Set(rules(perShard))).toEqual(new Set(rules(shared)));
  });

  test('with it, only the two serial outcomes are reached', () => {
    expect(outcomesOf(shared)).toEqual(Object.values(serial).sort());
  });

  test('without it, (2,1) is reached, which no serial order gives', () => {
    expect(Object.values(serial)).not.toContain(anomaly);
    expect(outcomesOf(perShard)).toContain(anomaly);
  });
});

/** X and Y each order both transactions, and run them. */
function run(orders: readonly (readonly number[])[]): State {
  const appends = orders.flatMap((txs, log) =>
    txs.map((tx): Action => ({ type: 'append', tx, log })),
  );
  const executions = orders.flatMap((txs, executor) =>
    txs.map((_, position): Action => ({ type: 'execute', executor, position })),
  );
  let state = perShard.initial;
  for (const action of [...appends, ...executions]) state = reduce(perShard, state, action);
  return state as State;
}

describe('orders of the shards that agree are as good as a shared one', () => {
  test.each([
    { x: [0, 1], y: [0, 1], becomes: serial['T0, T1'], isSerializable: true },
    { x: [1, 0], y: [1, 0], becomes: serial['T1, T0'], isSerializable: true },
    { x: [0, 1], y: [1, 0], becomes: anomaly, isSerializable: false },
    { x: [1, 0], y: [0, 1], becomes: '(1,2)', isSerializable: false },
  ])('X runs $x, Y runs $y: $becomes', ({ x, y, becomes, isSerializable }) => {
    const state = run([x, y]);
    expect(outcome(state)).toBe(becomes);
    const violation = violationOf(history(state, perShard.parameters as never), 'serializable');
    expect(violation === null).toBe(isSerializable);
  });

  test('the anomaly in words', () => {
    const { parameters } = perShard;
    const state = run([
      [0, 1],
      [1, 0],
    ]);
    expect(violationOf(history(state, parameters as never), 'serializable')).toBe(
      'T0 read y@0 before T1 wrote y@1, yet T1 read x@0 before T0 wrote x@1: a contradiction',
    );
  });
});
