/** Deposit, borrow and route: what a state means in the vocabulary that all protocols share. */
import type {
  AssetSupply,
  ChainView,
  MessageView,
  Part,
  TransactionView,
} from '../../checker/protocol.ts';
import type { Values } from './instance.ts';
import { isLockProven, isRefunded, isRouted, outcomes, position, type View } from './state.ts';

/** The whole workload is one transaction; who has a coin or a debt beside it is of no concern. */
export function transactions(state: View): readonly TransactionView[] {
  const { a, b, c } = state;
  if (a.collateral === 'free' && b.decision === null && b.collateral === 0) return [];
  const isOut = a.collateral === 'locked';
  const parts: Part[] = [
    { place: 'A (deposit)', state: isOut ? 'applied' : a.final ? 'undone' : 'absent' },
    // A position that was sold is a loan that was paid.
    {
      place: 'B (borrow)',
      state: b.debt > 0 || b.liquidator.collateral > 0 ? 'applied' : 'absent',
    },
    { place: 'C (route)', state: c.decision === 'deposits' ? 'applied' : 'absent' },
  ];
  return [{ id: 0, parts, outcome: outcomeOf(state), pending: false }];
}

function outcomeOf(state: View): TransactionView['outcome'] {
  const isLent = state.b.route !== 'none';
  switch (position(state)) {
    case outcomes['nothing-or-all-undone']:
      if (isLent) return 'compensated';
      return state.b.decision === 'refuses' ? 'aborted' : 'open';
    case outcomes['all-done']:
    case outcomes['sold-and-routed']:
      return 'committed';
    default:
      return 'open';
  }
}

export function supply(state: View, p: Values): readonly AssetSupply[] {
  const { a, b, c } = state;
  const isLockTaken = b.taken.lock > 0;
  const isReturned = a.collateral === 'returned';
  const wasLocked = a.collateral !== 'free';
  return [
    asset('collateral', {
      genesis: 1,
      holdings: [
        ['A', 'user', wasLocked && !isReturned && p.locks ? 0 : 1],
        ['B', 'user', b.collateral],
        ['B', 'liquidator', b.liquidator.collateral],
      ],
      escrowed: wasLocked && !isLockTaken ? 1 : 0,
      inFlight: Math.max(0, b.unlocks - (isReturned ? 1 : 0)),
      minted: 0,
    }),
    asset('coins', {
      genesis: 1,
      holdings: [
        ['B', 'liquidator', b.liquidator.coins],
        ['B', 'user', b.coins],
        ['C', 'app', c.deposit],
        ['C', 'user', c.coins],
        ['C', 'nobody', c.decision === 'refuses' && !p.compensates ? 1 : 0],
      ],
      escrowed: 0,
      inFlight:
        (isRouted(state) && c.decision === null ? 1 : 0) +
        (isRefunded(state, p) && b.taken.refund === 0 ? 1 : 0),
      // A loan makes coins, and its repayment unmakes them.
      minted: b.debt,
    }),
  ];
}

interface Amounts {
  readonly genesis: number;
  readonly holdings: readonly (readonly [place: string, owner: string, amount: number])[];
  readonly escrowed: number;
  readonly inFlight: number;
  readonly minted: number;
}
function asset(name: string, { holdings, ...amounts }: Amounts): AssetSupply {
  return {
    asset: name,
    ...amounts,
    holdings: holdings.map(([place, owner, amount]) => ({ place, owner, amount })),
    fees: 0,
    burned: 0,
    spends: [],
  };
}

export function messages(state: View, p: Values): readonly MessageView[] {
  const { a, b, c } = state;
  if (p.carrier === 'monolith') return [];
  return [
    message('m1: collateral from A to B', 'B', isLockProven(state, p), b.taken.lock),
    message('m2: a coin from B to C', 'C', isRouted(state), c.decision === null ? 0 : 1),
    message('m3: the coin back from C to B', 'B', isRefunded(state, p), b.taken.refund),
    message('m4: unlock, from B to A', 'A', b.unlocks > 0, a.collateral === 'returned' ? 1 : 0),
  ].filter(({ emitted, consumed }) => emitted || consumed.length > 0);
}

function message(id: string, place: string, emitted: boolean, times: number): MessageView {
  return { id, emitted, consumed: times === 0 ? [] : [{ place, times, causeInPast: emitted }] };
}

/** Of A, which can be reverted. */
export function chains({ a }: View): readonly ChainView[] {
  const blocks = { free: [], locked: ['0: lock'], returned: ['0: lock', '1: unlock'] };
  const canonical = blocks[a.collateral];
  return [{ chain: 'A', canonical, final: a.final ? canonical : canonical.slice(0, -1) }];
}
