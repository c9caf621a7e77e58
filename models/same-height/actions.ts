/**
 * What happens to blocks in the protocols of sections 3 and 8, which differ in what a block may
 * list and in how it is executed: a shard proposes, a node of it executes, the adversary proposes
 * otherwise, replaces, or lies to a node that asks.
 */
import type { ActionBuilder, DeepReadonly, Rules } from '../../checker/protocol.ts';
import {
  acceptance,
  type Draft,
  heightOf,
  isExecuted,
  isWaiting,
  listText,
  type Proposed,
} from './blocks.ts';
import { type Asked, honestly, type Library, type Manner, manners } from './library.ts';
import { type Frozen, type Shards, undo } from './shards.ts';
import { nameOf, type Setup } from './workload.ts';

interface Budgets {
  attacks: number;
  lies: number;
}
/** The protocol and its instance, as far as blocks need it. */
export interface Blocks<S> {
  readonly setup: Setup;
  readonly heights: number;
  readonly lies: number;
  /** Blocks that the adversary may propose. */
  readonly drafts: readonly Draft[];
  /** What becomes of an execution when a block that it rests on is replaced. */
  readonly execution: 'follows its partners' | 'stays';
  /** What every node asks of a block on top of a height, whoever proposes it. */
  readonly validity: (
    heightBelow: (state: Frozen<Shards>, shard: number) => number,
  ) => Rules<S, Proposed>;
  /** What an honest proposer of a shard includes. */
  readonly proposal: (state: DeepReadonly<S>, shard: number) => readonly number[];
  readonly gather: (
    state: DeepReadonly<S>,
    asked: Asked,
  ) => Pick<Library, 'blocks' | 'states'> | null;
  readonly execute: (draft: S, shard: number, as?: Manner) => void;
}

const attackIsLeft = 'the adversary has an attack left';
const heightIsLeft = 'there is a height left';

export function blockActions<S extends Shards & Budgets>(
  action: ActionBuilder<S>,
  { setup, heights, lies, drafts, execution, validity, proposal, gather, execute }: Blocks<S>,
) {
  const { shards, txsAt } = setup.load;
  // A frozen state and a draft are both of these; the compiler cannot see that for any state.
  const seen = (state: DeepReadonly<S> | S) => state as Frozen<Shards & Budgets>;
  const frozen = (draft: S) => draft as DeepReadonly<S>;
  const next = (state: DeepReadonly<S>, shard: number): number => heightOf(seen(state), shard) + 1;
  const hasRoom = (state: DeepReadonly<S>, shard: number): boolean =>
    heightOf(seen(state), shard) < heights;
  const isClosed = (state: DeepReadonly<S>, shard: number): boolean =>
    isExecuted(seen(state), shard);
  const canAttack = { [attackIsLeft]: (state: DeepReadonly<S>) => seen(state).attacks > 0 };
  return {
    propose: action({
      actor: 'honest',
      over: { shard: shards },
      when: {
        'its newest block is executed': (state, { shard }) => isClosed(state, shard),
        'somebody waits for its block': (state, { shard }) => isWaiting(seen(state), setup, shard),
      },
      bound: { [heightIsLeft]: (state, { shard }) => hasRoom(state, shard) },
      then: (draft, { shard }) => {
        draft.chains[shard].push({ txs: [...proposal(frozen(draft), shard)], result: null });
      },
      says: ({ shard }, state) =>
        `shard ${nameOf(shard)} proposes ${listText(proposal(state, shard))} ` +
        `at height ${next(state, shard)}`,
      // A block without a transaction says that it has no effect at this height.
      concerns: ({ shard }) => txsAt[shard],
    }),
    execute: action({
      actor: 'honest',
      over: { shard: shards },
      when: acceptance<S, { shard: number }>(() => honestly, gather),
      then: (draft, { shard }) => execute(draft, shard),
      says: ({ shard }, state) =>
        `shard ${nameOf(shard)} executes its block of height ${heightOf(seen(state), shard)}`,
      concerns: ({ shard }) => txsAt[shard],
    }),
    misPropose: action({
      actor: 'adversary',
      over: { block: drafts },
      when: {
        'its newest block is executed': (state, { block: [shard] }) => isClosed(state, shard),
        ...validity(heightOf),
      },
      bound: {
        [heightIsLeft]: (state, { block: [shard] }) => hasRoom(state, shard),
        ...canAttack,
      },
      then: (draft, { block: [shard, txs] }) => {
        draft.attacks--;
        draft.chains[shard].push({ txs: [...txs], result: null });
      },
      says: ({ block: [shard, txs] }, state) =>
        `the adversary proposes ${listText(txs)} in shard ${nameOf(shard)} ` +
        `at height ${next(state, shard)}`,
      concerns: ({ block: [shard] }) => txsAt[shard],
    }),
    reorganise: action({
      actor: 'adversary',
      over: { block: drafts },
      when: {
        'there is a block to replace': (state, { block: [shard] }) =>
          heightOf(seen(state), shard) > 0,
        ...validity((state, shard) => heightOf(state, shard) - 1),
      },
      bound: canAttack,
      then: (draft, { block: [shard, txs] }) => {
        draft.attacks--;
        const height = heightOf(seen(draft), shard);
        draft.chains[shard][height - 1] = { txs: [...txs], result: null };
        if (execution === 'follows its partners') undo(draft, shard, height);
      },
      says: ({ block: [shard, txs] }, state) =>
        `a heavier block with ${listText(txs)} replaces that of shard ${nameOf(shard)} ` +
        `at height ${heightOf(seen(state), shard)}`,
      concerns: ({ block: [shard] }) => txsAt[shard],
    }),
    lie: action({
      actor: 'adversary',
      over: { shard: shards, as: lies > 0 ? manners : [] },
      when: acceptance<S, { shard: number; as: Manner }>(({ as }) => as, gather),
      bound: { 'the adversary has a lie left': (state) => seen(state).lies > 0 },
      then: (draft, { shard, as }) => {
        draft.lies--;
        execute(draft, shard, as);
      },
      says: ({ shard, as }, state) =>
        `shard ${nameOf(shard)} executes its block of height ${heightOf(seen(state), shard)} ` +
        `on answers ${as}`,
      concerns: ({ shard }) => txsAt[shard],
    }),
  };
}
