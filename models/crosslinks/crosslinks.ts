/**
 * Crosslinks: shards grow fast, and a beacon chain orders their blocks slowly. A transaction that
 * crosses shards is in superposition ("quantum") until the crosslinks of its halves collapse it.
 *
 * Source      J. Drake, in the replies to C. Detrio, "Synchronous cross-shard transactions with
 *             consolidated concurrency control and consensus", ethresear.ch/t/2318: a question, to
 *             which the taint of cells and the two modes of crosslinks are our answer
 * Adversary   Mines any valid block on any parent that is not dropped, and has a committee
 *             crosslink a block that is not the head of its shard.
 * Abstracted  The beacon chain does not fork; of its order of crosslinks only the last one of each
 *             shard matters, so that it is what is kept. Nodes see all blocks of all shards. A
 *             transaction collapses, too, once a shard that has not placed its half is crosslinked
 *             without what the half needs: it is cancelled as if the half had been dropped.
 * Deviates    A block holds one transaction, or one half of one. A beacon block crosslinks one
 *             shard or both; of two candidates that do not go together the rules refuse both at
 *             once, the one that may stand alone goes first, and the other is proposed again.
 *             An epoch is one block instead of 128, except in the variant `epochs`.
 * Bounds      The transactions of one workload, `heights` and `ranks` of a tree, `attacks`.
 */
import { type ActionBuilder, protocol, type Rules, range } from '../../checker/protocol.ts';
import { blockAt, blockName, freeSlot, heightOf, pathTo, slotsOf } from '../substrate/chains.ts';
import { type Cells, clearTaint, effectOf, executeWithout, isLost, resultOf } from './execution.ts';
import {
  ablations,
  type Content,
  contentsOf,
  crossOf,
  isCross,
  nameOf,
  parameters,
  partsOf,
  shardsIn,
  sizeOf,
  transactionsOf,
  type Values,
  variants,
} from './instance.ts';
import * as ledger from './ledger.ts';
import {
  cellAt,
  type Frozen,
  headAt,
  initialState,
  isAhead,
  isCrosslinked,
  isOnPath,
  type State,
} from './state.ts';
import { symmetry } from './symmetry.ts';

interface Mined extends Content {
  readonly parent: number;
}
/** Per shard the block that a beacon block crosslinks, or null. */
type Candidates = readonly (number | null)[];

/** What every node asks of a block, whoever mined it. */
function validity<Args>(
  p: Values,
  read: (args: Args, state: Frozen<State>) => Mined,
): Rules<State, Args> {
  return {
    'it is not on this branch': (state, args) => {
      const { tx, shard, parent } = read(args, state);
      return tx === null || !isOnPath(state, shard, parent, tx);
    },
    'no half of it is lost': (state, args) => {
      const { tx } = read(args, state);
      return tx === null || !isCross(p, tx) || !isLost(state, p, tx);
    },
    'the balance suffices': (state, args) => {
      const { tx, shard, parent } = read(args, state);
      return (
        tx === null || effectOf(p, tx, shard, (cell) => cellAt(state, p, parent, cell)) !== null
      );
    },
  };
}

/** What every node asks of a crosslink. */
function admission<Args>(
  p: Values,
  read: (args: Args, state: Frozen<State>) => Candidates,
): Rules<State, Args> {
  const every = (
    state: Frozen<State>,
    args: Args,
    test: (shard: number, slot: number, tips: readonly number[]) => boolean,
  ): boolean => {
    const candidates = read(args, state);
    const tips = state.tips.map((tip, shard) => candidates[shard] ?? tip);
    return candidates.every((slot, shard) => slot === null || test(shard, slot, tips));
  };
  return {
    'it extends the last crosslink': (state, args) =>
      every(state, args, (shard, slot) => isAhead(state, shard, slot)),
    'it is new': (state, args) => every(state, args, (shard, slot) => slot !== state.tips[shard]),
    'it ends an epoch': (state, args) =>
      every(state, args, (_shard, slot) => heightOf(sizeOf(p), slot) % p.epoch === 0),
    'nothing in it can still be cancelled': (state, args) =>
      p.mode === 'conditional' ||
      every(state, args, (shard, slot, tips) =>
        taintUpTo(state, shard, slot).every((tx) => isCrosslinked(state, p, tx, tips)),
      ),
  };
}

function taintUpTo(state: Frozen<State>, shard: number, slot: number): readonly number[] {
  const tree = state.trees[shard];
  return pathTo(tree, slot).flatMap((at) => blockAt(tree, at).result.taint);
}

function mine(draft: State, p: Values, { tx, shard, parent }: Mined): void {
  const slot = freeSlot(draft.trees[shard], sizeOf(p), parent);
  if (slot === null) throw new Error(`shard ${nameOf(shard)} has no slot left`);
  const cells: Cells = (cell) => cellAt(draft, p, parent, cell);
  draft.trees[shard][slot] = { parent, tx, result: resultOf(draft, p, tx, shard, cells) };
}

/** Those that are not empty, the small ones first. */
function subsetsOf(shards: readonly number[]): readonly (readonly number[])[] {
  const sets = range(2 ** shards.length).map((mask) =>
    shards.filter((_, index) => (mask >> index) % 2 === 1),
  );
  return sets.slice(1).sort((one, other) => one.length - other.length);
}

/** Strict: what is crosslinked is classical from now on. Conditional: it keeps its taint. */
function crosslink(draft: State, p: Values, candidates: Candidates): void {
  for (const [shard, slot] of candidates.entries()) if (slot !== null) draft.tips[shard] = slot;
  for (const shard of shardsIn(p)) {
    const tree = draft.trees[shard];
    for (const slot of pathTo(tree, draft.tips[shard])) {
      const { tx, result } = blockAt(tree, slot);
      if (p.mode === 'strict') result.taint = [];
      else if (p.clearing === 'first crosslink' && tx !== null) clearTaint(draft, tx);
    }
  }
}

export const crosslinks = protocol({
  name: 'crosslinks',
  source: 'Drake, in reply to Detrio, ethresear.ch 2318',
  section: '9',
  version: 1,
  parameters,
  init: initialState,
})({
  variants,
  ablations,
  actions: (p, action: ActionBuilder<State>) => {
    const size = sizeOf(p);
    const shards = shardsIn(p);
    const parts = partsOf(p);
    const contents = contentsOf(p);
    const cross = crossOf(p);
    const isLeft = { 'an attack is left': (state: Frozen<State>) => state.attacks < p.attacks };
    const describe = ({ tx, shard }: Content): string =>
      tx === null ? 'nothing' : isCross(p, tx) ? `the ${nameOf(shard)} half of T${tx}` : `T${tx}`;
    const honestly = ({ part }: { part: number }, state: Frozen<State>): Mined => {
      return { ...parts[part], parent: headAt(state, p, parts[part].shard) };
    };
    const heads = ({ of }: { of: readonly number[] }, state: Frozen<State>): Candidates =>
      shards.map((shard) => (of.includes(shard) ? headAt(state, p, shard) : null));
    const captured = ({ shard, slot }: { shard: number; slot: number }): Candidates =>
      shards.map((other) => (other === shard ? slot : null));
    return {
      place: action({
        actor: 'honest',
        over: { part: range(parts.length) },
        when: validity(p, honestly),
        bound: {
          'a slot is free': (state, args) => {
            const { shard, parent } = honestly(args, state);
            return freeSlot(state.trees[shard], size, parent) !== null;
          },
        },
        then: (draft, args) => mine(draft, p, honestly(args, draft)),
        says: ({ part }) => `shard ${nameOf(parts[part].shard)} mines ${describe(parts[part])}`,
        concerns: ({ part }) => [parts[part].tx ?? 0],
      }),
      idle: action({
        actor: 'honest',
        over: { shard: p.epoch > 1 ? shards : [] },
        when: {
          'the epoch is not over': (state, { shard }) =>
            heightOf(size, headAt(state, p, shard)) % p.epoch !== 0,
        },
        bound: {
          'a slot is free': (state, { shard }) =>
            freeSlot(state.trees[shard], size, headAt(state, p, shard)) !== null,
        },
        then: (draft, { shard }) =>
          mine(draft, p, { tx: null, shard, parent: headAt(draft, p, shard) }),
        says: ({ shard }) => `shard ${nameOf(shard)} mines nothing, to end its epoch`,
        concerns: () => range(transactionsOf(p).length),
      }),
      fork: action({
        actor: 'adversary',
        over: { content: range(contents.length), parent: slotsOf(size) },
        when: {
          'its parent is known': (state, { content, parent }) =>
            state.trees[contents[content].shard][parent] !== null,
          'its parent is not dropped': (state, { content, parent }) =>
            isAhead(state, contents[content].shard, parent),
          ...validity<{ content: number; parent: number }>(p, ({ content, parent }) => {
            return { ...contents[content], parent };
          }),
        },
        bound: {
          ...isLeft,
          'a slot is free': (state, { content, parent }) =>
            freeSlot(state.trees[contents[content].shard], size, parent) !== null,
          'an honest miner would not do the same': (state, { content, parent }) =>
            contents[content].tx === null || headAt(state, p, contents[content].shard) !== parent,
        },
        then: (draft, { content, parent }) => {
          draft.attacks++;
          mine(draft, p, { ...contents[content], parent });
        },
        says: ({ content, parent }) =>
          `the adversary mines ${describe(contents[content])} for ` +
          `${nameOf(contents[content].shard)} on block ${blockName(size, parent)}`,
      }),
      crosslink: action({
        actor: 'honest',
        over: { of: subsetsOf(shards) },
        when: admission(p, heads),
        then: (draft, args) => crosslink(draft, p, heads(args, draft)),
        says: ({ of }) =>
          `a beacon block crosslinks the head of ${of.map(nameOf).join(' and of ')}`,
        concerns: () => range(transactionsOf(p).length),
      }),
      capture: action({
        actor: 'adversary',
        over: { shard: shards, slot: slotsOf(size).slice(1) },
        when: {
          'the block is known': (state, { shard, slot }) => state.trees[shard][slot] !== null,
          ...admission<{ shard: number; slot: number }>(p, captured),
        },
        bound: {
          ...isLeft,
          'an honest committee would not do the same': (state, { shard, slot }) =>
            headAt(state, p, shard) !== slot,
        },
        then: (draft, args) => {
          draft.attacks++;
          crosslink(draft, p, captured(args));
        },
        says: ({ shard, slot }) =>
          `a committee crosslinks block ${blockName(size, slot)} of ${nameOf(shard)}, not the head`,
      }),
      confirm: action({
        actor: 'honest',
        over: { tx: cross },
        when: {
          'it is unresolved': (state, { tx }) => state.outcomes[tx] === null,
          'all its halves are crosslinked': (state, { tx }) => isCrosslinked(state, p, tx),
        },
        then: (draft, { tx }) => {
          draft.outcomes[tx] = 'classical';
          clearTaint(draft, tx);
        },
        says: ({ tx }) => `T${tx} is classical: all its halves are crosslinked`,
      }),
      cancel: action({
        actor: 'honest',
        over: { tx: cross },
        when: {
          'it is unresolved': (state, { tx }) => state.outcomes[tx] === null,
          'a half of it is lost': (state, { tx }) => isLost(state, p, tx),
        },
        then: (draft, { tx }) => {
          draft.outcomes[tx] = 'cancelled';
          executeWithout(draft, p, tx);
        },
        says: ({ tx }) => `T${tx} is cancelled, and what it tainted is executed again without it`,
      }),
    };
  },
  symmetry,
  ledger: {
    supply: ledger.supply,
    transactions: ledger.transactions,
    messages: ledger.messages,
    history: ledger.history,
    chains: ledger.chains,
    replicas: ledger.replicas,
    work: ledger.work,
  },
});
