/** Collators build X-fiber blocks, auditors sign them, fibers are split. */
import { type ActionBuilder, range } from '../../checker/protocol.ts';
import {
  assignedTo,
  collated,
  isAcceptable,
  isPayable,
  isSigned,
  isUpToDate,
  manners,
  signersAtOnce,
} from './audit.ts';
import { auditorsOf, fibersOf, homesOf, isHome, transactionsOf, type Values } from './instance.ts';
import { accountsNow, type Frozen, type State } from './state.ts';

const free = 'none of it is waiting';
const isFree = (state: Frozen<State>, tx: number): boolean => state.waiting[tx] === null;

export function collationActions(p: Values, action: ActionBuilder<State>) {
  const txs = range(transactionsOf(p).length);
  const auditors = range(4).flatMap(auditorsOf);
  return {
    collate: action({
      actor: 'honest',
      over: { tx: txs, collator: range(homesOf(p).length) },
      when: {
        [free]: (state, { tx }) => isFree(state, tx),
        'its home set covers the fibers': (state, { tx, collator }) =>
          fibersOf(transactionsOf(p)[tx], state.fibers).every((fiber) =>
            isHome(p, collator, fiber, state.fibers),
          ),
        'it can be paid': (state, { tx }) =>
          isPayable(transactionsOf(p)[tx], accountsNow(state, p)),
      },
      then: (draft, { tx, collator }) => {
        draft.waiting[tx] = collated(draft, p, tx, collator, 'as it is');
      },
      says: ({ tx, collator }, state) =>
        `collator ${collator} builds a block of T${tx} over fibers ${fibersOf(transactionsOf(p)[tx], state.fibers).join(' and ')}`,
    }),
    cheat: action({
      actor: 'adversary',
      over: { tx: txs, as: manners.slice(1) },
      when: { [free]: (state, { tx }) => isFree(state, tx) },
      bound: { 'an attack is left': (state) => state.attacks < p.attacks },
      then: (draft, { tx, as }) => {
        draft.attacks++;
        draft.waiting[tx] = collated(draft, p, tx, 0, as);
      },
      says: ({ tx, as }) => `a dishonest collator builds a block of T${tx}, ${as}`,
    }),
    sign: action({
      actor: 'honest',
      over: { tx: txs, auditor: p.delivery === 'explicit' ? auditors : [] },
      when: {
        'it is assigned and has not signed': (state, { tx, auditor }) => {
          const block = state.waiting[tx];
          if (block === null) return false;
          return assignedTo(block).includes(auditor) && !block.signers.includes(auditor);
        },
        'the block is correct, proven and confined': (state, { tx }) => {
          const block = state.waiting[tx];
          return block !== null && isAcceptable(state, p, block);
        },
      },
      then: (draft, { tx, auditor }) => {
        const signers = draft.waiting[tx]?.signers ?? [];
        signers.push(auditor);
        signers.sort();
      },
      says: ({ tx, auditor }) => `auditor ${auditor} signs the block of T${tx}`,
    }),
    discard: action({
      actor: 'honest',
      over: { tx: txs },
      when: {
        'it is out of date or refused': (state, { tx }) => {
          const block = state.waiting[tx];
          if (block === null) return false;
          // With fused delivery nobody signs later what was refused at first.
          if (p.delivery === 'fused' && !isSigned(p, block)) return true;
          return !(isUpToDate(state, p, block) && isAcceptable(state, p, block));
        },
      },
      then: (draft, { tx }) => {
        draft.waiting[tx] = null;
      },
      says: ({ tx }) => `the block of T${tx} is discarded`,
    }),
    split: action({
      actor: 'honest',
      over: { fibers: p.fibers === 'two' ? [4] : [] },
      when: { 'they are not split': (state, { fibers }) => state.fibers < fibers },
      then: (draft, { fibers }) => {
        draft.fibers = fibers;
        if (!p.rehoming) return;
        for (const block of draft.waiting) {
          if (block === null) continue;
          block.fibers = fibersOf(transactionsOf(p)[block.tx], fibers);
          block.among = fibers;
          block.signers = signersAtOnce(draft, p, block);
        }
      },
      says: ({ fibers }) => `addresses are divided into ${fibers} fibers from now on`,
      concerns: () => txs,
    }),
  };
}
