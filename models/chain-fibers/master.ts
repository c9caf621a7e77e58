/** The master chain: blocks, reorganisations, challenges. */
import { type ActionBuilder, range } from '../../checker/protocol.ts';
import { isSigned, isSound, isUpToDate } from './audit.ts';
import { transactionsOf, type Values } from './instance.ts';
import type { Block, Frozen, State } from './state.ts';

function waitingBlocks(state: Frozen<State>, txs: readonly number[]): readonly Frozen<Block>[] {
  return txs.flatMap((tx) => state.waiting[tx] ?? []);
}
function subsets(size: number): readonly (readonly number[])[] {
  return range(2 ** size).map((mask) => range(size).filter((tx) => (mask >> tx) % 2 === 1));
}

/** Votes of a drawn set: 4 validators first, then 8, then all 16. */
const lastRound = 2;
const drawSize = (round: number): number => 4 * 2 ** round;
/** No set is drawn of which more than half is corrupt: that is the bound of the design. */
function isDraw(state: Frozen<State>, round: number, corrupt: number): boolean {
  return corrupt <= Math.min(state.corrupt.length, drawSize(round) / 2);
}

function challenged({ challenge, chain }: Frozen<State>): Frozen<Block> | null {
  if (challenge === null) return null;
  return chain[challenge.position].find(({ tx }) => tx === challenge.tx) ?? null;
}

type Decision = 'stands' | 'falls' | 'a larger set votes';
/** The corrupt say the opposite of what is. */
function decision(state: Frozen<State>, p: Values, corrupt: number): Decision {
  const block = challenged(state);
  const round = state.challenge?.round ?? 0;
  const size = drawSize(round);
  const ayes = block !== null && isSound(p, block) ? size - corrupt : corrupt;
  if (round === lastRound) return 2 * ayes > size ? 'stands' : 'falls';
  if (100 * ayes > 66 * size) return 'stands';
  return ayes === 0 ? 'falls' : 'a larger set votes';
}

export function masterActions(p: Values, action: ActionBuilder<State>) {
  const txs = range(transactionsOf(p).length);
  const targets = { position: range(p.window), tx: txs };
  const blockAt = (state: Frozen<State>, position: number, tx: number): Frozen<Block> | null =>
    state.chain.at(position)?.find((block) => block.tx === tx) ?? null;
  return {
    include: action({
      actor: 'honest',
      over: { txs: subsets(txs.length) },
      when: {
        'nothing is under challenge': (state) => state.challenge === null,
        'each is waiting': (state, { txs: all }) => waitingBlocks(state, all).length === all.length,
        'an empty block has something to bury': (state, { txs: all }) =>
          all.length > 0 || state.chain.some((blocks) => blocks.length > 0),
        'no fiber is in two of them': (state, { txs: all }) => {
          const fibers = waitingBlocks(state, all).flatMap((block) => block.fibers);
          return new Set(fibers).size === fibers.length;
        },
        'each starts from the newest roots': (state, { txs: all }) =>
          waitingBlocks(state, all).every((block) => isUpToDate(state, p, block)),
        'each has the signatures that it needs': (state, { txs: all }) =>
          waitingBlocks(state, all).every((block) => isSigned(p, block)),
        'no false block leaves the window before it is challenged': (state) => {
          const leaving = state.chain.slice(0, state.chain.length - p.window + 1);
          return !p.fishermen || leaving.flat().every((block) => isSound(p, block));
        },
      },
      then: (draft, { txs: all }) => {
        const blocks = waitingBlocks(draft, all).map((block) => copyOf(block));
        for (const tx of all) draft.waiting[tx] = null;
        draft.chain.push(blocks);
        const leaving = draft.chain.splice(0, Math.max(0, draft.chain.length - p.window));
        draft.final.push(...leaving.filter((block) => block.length > 0));
      },
      says: ({ txs: all }) => {
        if (all.length === 0) return 'an empty master block is built';
        return `a master block includes the blocks of ${all.map((tx) => `T${tx}`).join(' and ')}`;
      },
      concerns: () => txs,
    }),
    reorganise: action({
      actor: 'adversary',
      over: { depth: [1, 2] },
      when: { 'none of them is final': (state, { depth }) => depth <= state.chain.length },
      bound: {
        'a reorganisation is left': (state) => state.reorganisations < p.reorganisations,
      },
      then: (draft, { depth }) => {
        draft.reorganisations++;
        const [open, final] = [draft.chain.length, draft.final.length];
        draft.chain = draft.chain.slice(0, Math.max(0, open - depth));
        draft.final = draft.final.slice(0, Math.max(0, final - Math.max(0, depth - open)));
        const { challenge, chain } = draft;
        if (challenge !== null && challenge.position >= chain.length) draft.challenge = null;
      },
      says: ({ depth }) => `a reorganisation drops the last ${depth} of the master blocks`,
    }),
    challenge: action({
      actor: 'honest',
      over: p.fishermen ? targets : { position: [], tx: [] },
      when: {
        'nothing is under challenge': (state) => state.challenge === null,
        'the block is false': (state, { position, tx }) => {
          const block = blockAt(state, position, tx);
          return block !== null && !isSound(p, block);
        },
      },
      then: (draft, { position, tx }) => {
        draft.challenge = { position, tx, round: 0 };
      },
      says: ({ tx }) => `a fisherman challenges the block of T${tx}`,
      concerns: () => txs,
    }),
    harass: action({
      actor: 'adversary',
      over: targets,
      when: {
        'nothing is under challenge': (state) => state.challenge === null,
        'there is such a block': (state, { position, tx }) => blockAt(state, position, tx) !== null,
      },
      bound: { 'an attack is left': (state) => state.attacks < p.attacks },
      then: (draft, { position, tx }) => {
        draft.attacks++;
        draft.challenge = { position, tx, round: 0 };
      },
      says: ({ tx }) => `the adversary challenges the block of T${tx}`,
    }),
    vote: action({
      actor: 'honest',
      over: { corrupt: range(5) },
      when: {
        'something is under challenge': (state) => state.challenge !== null,
        'such a set can be drawn': (state, { corrupt }) =>
          isDraw(state, state.challenge?.round ?? 0, corrupt),
      },
      then: (draft, { corrupt }) => {
        const { challenge } = draft;
        const block = challenged(draft);
        if (challenge === null || block === null) throw new Error('a vote is about a block');
        const decided = decision(draft, p, corrupt);
        if (decided === 'a larger set votes') {
          challenge.round++;
          return;
        }
        draft.challenge = null;
        if (decided === 'stands') return;
        draft.slashed = [...new Set([...draft.slashed, ...block.signers])].sort();
        draft.chain = draft.chain.slice(0, challenge.position);
      },
      says: ({ corrupt }, state) =>
        `${drawSize(state.challenge?.round ?? 0)} validators vote, ${corrupt} of them corrupt: ${decision(state, p, corrupt)}`,
      concerns: () => txs,
    }),
  };
}

function copyOf({
  tx,
  payment,
  collator,
  fibers,
  among,
  before,
  writes,
  signers,
}: Frozen<Block>): Block {
  return {
    tx,
    payment: { moves: payment.moves.map((move) => ({ ...move })) },
    collator,
    fibers: [...fibers],
    among,
    before: before.map((leaf) => ({ ...leaf })),
    writes: writes.map(({ key, leaf }) => ({ key, leaf: { ...leaf } })),
    signers: [...signers],
  };
}
