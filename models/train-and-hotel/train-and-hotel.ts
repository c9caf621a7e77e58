/**
 * Train and hotel: a seat on one shard and a room on another, and nobody wants one without the
 * other; by reservations that expire, or by locks.
 *
 * Source      A. Miller’s problem as told by V. Buterin, Sharding FAQ of the Ethereum wiki, "What
 *             is the train-and-hotel problem?"; ethresear.ch 7021; section 19 of the listing
 * Adversary   Delays every message as long as the blocks that include it allow, and includes them
 *             in any order; users who walk away when they hold a reservation or a lock.
 * Abstracted  A contract a shard, and time in ticks that are the same on both. What a contract
 *             shows is final, and proven on the other shard at once. A user sees its second
 *             reservation and confirms both in the same moment. One attempt a user.
 * Deviates    The section leaves open how locks end: here the train is locked first and for a
 *             lease, the contract of the train decides once the hotel is locked too, and the hotel
 *             follows on the proof of that decision; so it is two-phase commit with the train for
 *             a coordinator. Locks of one unit each stand beside the coarse ones that are objected
 *             to. Messages are bounded by the rule of `tick` that nothing is overdue: this is the
 *             assumption that the section states, and an ablation removes it.
 * Bounds      One to three users, seats and rooms; `walkouts`. Timers count down, and time has no
 *             end.
 */
import { protocol } from '../../checker/protocol.ts';
import { ablations, parameters, usersOf, type Values, variants } from './instance.ts';
import * as ledger from './ledger.ts';
import { lockSteps } from './locks.ts';
import { reservationSteps } from './reservations.ts';
import { ask, hasTimer, initialState, type Record } from './state.ts';

export const trainAndHotel = protocol({
  name: 'train-and-hotel',
  source: 'Sharding FAQ, the train-and-hotel problem; ethresear.ch 7021',
  section: '19',
  version: 1,
  parameters,
  init: initialState,
})({
  variants,
  ablations,
  actions: (p, action) => ({
    ask: action({
      actor: 'user',
      over: { tx: p.arrivals === 'anytime' ? usersOf(p) : [] },
      when: { 'it has not asked': (state, { tx }) => !state.users[tx].asked },
      then: (draft, { tx }) => ask(draft.users[tx], p),
      says: ({ tx }) => `user ${tx} asks for a seat and a room`,
    }),
    ...reservationSteps(p, action),
    ...lockSteps(p, action),
    tick: action({
      actor: 'honest',
      when: {
        'a timer runs': (state) => usersOf(p).some((tx) => hasTimer(state, p, tx)),
        'nothing is overdue': (state) =>
          state.users.every(({ messages }) =>
            messages.every(({ kind, left }) => kind === 'none' || left > 0),
          ),
      },
      then: (draft) => {
        for (const user of draft.users) {
          for (const message of user.messages) {
            if (message.left > 0) message.left--;
          }
          for (const record of user.records) pass(record, p);
        }
      },
      says: () => 'time passes',
      concerns: (_args, state) => usersOf(p).filter((tx) => hasTimer(state, p, tx)),
    }),
    walkOut: action({
      actor: 'adversary',
      over: { tx: usersOf(p) },
      when: { 'it is still here': (state, { tx }) => state.users[tx].isHere },
      bound: { 'walkouts are left': (state) => state.walkouts > 0 },
      then: (draft, { tx }) => {
        draft.walkouts--;
        draft.users[tx].isHere = false;
      },
      says: ({ tx }) => `user ${tx} walks away`,
    }),
  }),
  symmetry: (p) => ({ user: { size: p.users, args: ['tx'], rows: ['users'] } }),
  ledger: {
    transactions: ledger.transactions,
    supply: ledger.supply,
    replicas: ledger.replicas,
    work: ledger.work,
  },
});

/** A reservation ends by itself; a lock only may be released, once its lease is over. */
function pass(record: Record, p: Values): void {
  if (record.status !== 'held') return;
  if (record.left > 0) record.left--;
  else if (p.carrier === 'reservations') record.status = 'released';
}
