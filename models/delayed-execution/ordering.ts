/** Ordering: what users and the adversary put into the log. */
import { type ActionBuilder, range } from '../../checker/protocol.ts';
import { logsOf, touches, transactionsOf, type Values } from './instance.ts';
import { commonPrefix, nameOfLog, newestRoot } from './log.ts';
import { type Frozen, isOrdered, type Leaf, type Root, rootsOf, type State } from './state.ts';

/** What the adversary does to the blob of its transaction. */
const manners = ['as it is', 'with a leaf altered', 'with a shorter access list'] as const;
type Manner = (typeof manners)[number];

const slotRule = 'the log has a slot left';
const hasSlot = (p: Values, state: Frozen<State>, log: number): boolean =>
  state.logs[log].length < p.slots;
const attackRule = 'an attack is left';
const hasAttack = (p: Values, state: Frozen<State>): boolean => state.attacks < p.attacks;

function append(draft: State, tx: number, log: number, root: Frozen<Root>, p: Values, as: Manner) {
  const transaction = transactionsOf(p)[tx];
  const leaves = root.leaves.map((leaf): Leaf => ({ ...leaf }));
  if (as === 'with a leaf altered') leaves[transaction.from].value -= transaction.moves[0].amount;
  const isShort = as === 'with a shorter access list';
  const access = isShort ? [transaction.to] : [...touches(transaction)].sort();
  draft.logs[log].push({ tx, access, at: root.prefixes[log].length, leaves });
}

export function orderingActions(p: Values, action: ActionBuilder<State>) {
  const txs = range(transactionsOf(p).length);
  const hostile = txs.filter((tx) => transactionsOf(p)[tx].hostile);
  return {
    append: action({
      actor: 'user',
      over: { tx: txs, log: logsOf(p) },
      when: {
        'it is not in the log': (state, { tx, log }) => !isOrdered(state, tx, log),
        'execution keeps up': (state, { log }) =>
          !p.paced || commonPrefix(state, p, log) === state.logs[log].length,
      },
      bound: { [slotRule]: (state, { log }) => hasSlot(p, state, log) },
      then: (draft, { tx, log }) => append(draft, tx, log, newestRoot(draft, p), p, 'as it is'),
      says: ({ tx, log }) => `${nameOfLog(p, log)} orders T${tx}, with the newest witness`,
    }),
    attack: action({
      actor: 'adversary',
      over: {
        tx: hostile,
        log: logsOf(p),
        root: range(1 + p.commits),
        as: p.alterations ? manners : manners.slice(0, 1),
      },
      when: {
        'it is not in the log': (state, { tx, log }) => !isOrdered(state, tx, log),
        'such a root was committed': (state, { root }) => root <= state.roots.length,
        'execution keeps up': (state, { log }) =>
          !p.paced || commonPrefix(state, p, log) === state.logs[log].length,
      },
      bound: {
        [slotRule]: (state, { log }) => hasSlot(p, state, log),
        [attackRule]: (state) => hasAttack(p, state),
      },
      then: (draft, { tx, log, root, as }) => {
        draft.attacks++;
        append(draft, tx, log, rootsOf(draft, p)[root], p, as);
      },
      says: ({ tx, log, root, as }) =>
        `the adversary has ${nameOfLog(p, log)} order T${tx}, witness of root ${root}, ${as}`,
    }),
    replay: action({
      actor: 'adversary',
      over: { position: range(p.slots), log: logsOf(p) },
      when: {
        'the blob is in the log': (state, { position, log }) => position < state.logs[log].length,
        'execution keeps up': (state, { log }) =>
          !p.paced || commonPrefix(state, p, log) === state.logs[log].length,
      },
      bound: {
        [slotRule]: (state, { log }) => hasSlot(p, state, log),
        [attackRule]: (state) => hasAttack(p, state),
      },
      then: (draft, { position, log }) => {
        draft.attacks++;
        const { tx, access, at, leaves } = draft.logs[log][position];
        const copies = leaves.map((leaf) => ({ ...leaf }));
        draft.logs[log].push({ tx, access: [...access], at, leaves: copies });
      },
      says: ({ position, log }, state) =>
        `the adversary has ${nameOfLog(p, log)} order T${state.logs[log][position].tx} again`,
    }),
  };
}
