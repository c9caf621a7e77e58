/**
 * The joint view: each account from the keeper of its shard, at the blobs that all executors have
 * executed.
 */
import { range } from '../../checker/protocol.ts';
import { accountsOf, keeperOf, logOf, type Values } from './instance.ts';
import {
  type Frozen,
  type Leaf,
  leafAfter,
  type Result,
  resultsUpTo,
  type State,
  sequenceOf,
} from './state.ts';

export type Results = readonly Frozen<Result>[];

export interface Executed {
  readonly position: number;
  readonly result: Frozen<Result>;
}

/** What an executor made of the blobs that all have executed, in the order in which it ran them. */
function jointlyExecuted(state: Frozen<State>, p: Values, executor: number): readonly Executed[] {
  const joint: Executed[] = [];
  const isJoint = p.order === 'per shard' ? jointWithoutOrder(state) : jointPositions(state);
  const { results } = state.executors[executor];
  for (const position of positionsOf(state, p, executor)) {
    const result = results[position];
    if (result !== null && isJoint(result, position)) joint.push({ position, result });
  }
  return joint;
}
export function jointResults(state: Frozen<State>, p: Values, executor: number): Results {
  return jointlyExecuted(state, p, executor).map(({ result }) => result);
}

/** Of the copies of a blob, the one that counts: the one that took effect, else the first. */
export function countedOf(
  state: Frozen<State>,
  p: Values,
  executor: number,
  tx: number,
): Executed | null {
  const copies = jointlyExecuted(state, p, executor).filter(({ result }) => result.tx === tx);
  return copies.find(({ result }) => result.done) ?? copies.at(0) ?? null;
}

/** With results that outlived their blobs, which an executor without re-execution has. */
export function positionsOf(state: Frozen<State>, p: Values, executor: number): readonly number[] {
  return p.order === 'arrival' ? sequenceOf(state, p, executor) : range(p.slots);
}

type IsJoint = (result: Frozen<Result>, position: number) => boolean;

function jointPositions(state: Frozen<State>): IsJoint {
  return (_result, position) => state.executors.every(({ results }) => results[position] !== null);
}

/** Without a shared order: what all have executed, and all that any of them executed before it. */
function jointWithoutOrder(state: Frozen<State>): IsJoint {
  const orders = state.executors.map(({ results }) =>
    results.flatMap((result) => (result === null ? [] : [result.tx])),
  );
  const isIn = (txs: readonly number[], tx: number): boolean =>
    orders.every((order) => {
      const place = order.indexOf(tx);
      return place >= 0 && order.slice(0, place).every((earlier) => txs.includes(earlier));
    });
  let joint = [...new Set(orders.flat())];
  for (let size = -1; size !== joint.length; ) {
    size = joint.length;
    joint = joint.filter((tx) => isIn(joint, tx));
  }
  return ({ tx }) => joint.includes(tx);
}

export function keeperOfKey(p: Values, key: number): number {
  return keeperOf(p, accountsOf(p)[key].shard);
}
/** Of an account, what its keeper made of the blobs that all have executed. */
export function keptResults(state: Frozen<State>, p: Values, key: number): Results {
  return jointResults(state, p, keeperOfKey(p, key));
}

/** The leaves under the joint root, when the logs have so many blobs behind it. */
export function leavesAt(state: Frozen<State>, p: Values, lengths: readonly number[]): Leaf[] {
  return accountsOf(p).map((_, key) => {
    const keeper = keeperOfKey(p, key);
    return leafAfter(p, resultsUpTo(state, p, keeper, lengths[logOf(p, keeper)]), key);
  });
}
