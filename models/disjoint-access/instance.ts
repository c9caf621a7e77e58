/** Parameters, variants, ablations and workloads of disjoint access lists. */
import { choice, count, type Values as ValuesOf } from '../../checker/protocol.ts';
import { withoutProofs } from '../same-height/unproven.ts';
import {
  coins,
  type Setup,
  transfer,
  type Workload,
  workload,
  workloads,
} from '../same-height/workload.ts';

export const parameters = {
  transactions: choice('rivals', [
    'rivals',
    'twins',
    'pair',
    'copies',
    'star',
    'train-and-hotel',
    'deposit-borrow-route',
  ]),
  heights: count(3, { min: 1, max: 4 }),
  /** Blocks that the adversary proposes, or puts in the place of others. */
  attacks: count(1, { max: 2 }),
  /** Answers of the adversary to a node that asks for proofs. */
  lies: count(1, { max: 2 }),
  /** Access lists from which a key is missing. */
  underDeclarations: count(0, { max: 1 }),
  /** Fees that a sender can pay in each shard. */
  purse: count(4, { min: 1, max: 4 }),
  disjoint: choice('reads and writes', ['reads and writes', 'writes']),
  included: choice('in every shard', ['in every shard', 'in its home shard']),
  phases: choice('cross first', ['cross first', 'locals first']),
  /** What becomes of a transaction that touches a key which it does not declare. */
  undeclared: choice('fails', ['fails', 'is fetched']),
  /** What becomes of an execution when a block that it rests on is replaced. */
  execution: choice('follows its partners', ['follows its partners', 'stays']),
} as const;

/** As the rules of an instance see them. */
export type Values = ValuesOf<typeof parameters>;

export const variants = {
  pressed: { attacks: 2, heights: 4, lies: 0 },
  'enough-for-all': { transactions: 'pair', attacks: 2, lies: 2 },
  twins: { transactions: 'twins', underDeclarations: 1 },
  registers: { transactions: 'copies' },
  star: { transactions: 'star', heights: 1, attacks: 0, lies: 0 },
  'poor-senders': { transactions: 'pair', purse: 1, attacks: 2 },
  unattacked: { attacks: 0, lies: 0 },
  'train-and-hotel': { transactions: 'train-and-hotel', heights: 2, lies: 0 },
  'deposit-borrow-route': { transactions: 'deposit-borrow-route', heights: 2, lies: 0 },
} as const;

export const ablations = {
  'overlaps-allowed': {
    id: 'AL-A1',
    removes: 'the cross-shard transactions of a block have disjoint access lists',
    without: [
      'misPropose: the access lists of its cross-shard transactions are disjoint',
      'reorganise: the access lists of its cross-shard transactions are disjoint',
    ],
  },
  'locals-first': {
    id: 'AL-A2',
    removes: 'local transactions are executed after those that read the roots of the height before',
    set: { phases: 'locals first' },
  },
  'home-shard-only': {
    id: 'AL-A3',
    removes: 'a transaction is included in every shard that it touches',
    set: { included: 'in its home shard' },
  },
  'only-writes-disjoint': {
    id: 'AL-A4',
    removes: 'what one transaction writes, no other of the height reads',
    set: { disjoint: 'writes' },
  },
  'undeclared-keys-fetched': {
    id: 'AL-A5',
    removes: 'a transaction that touches a key outside its access list fails',
    set: { undeclared: 'is fetched' },
  },
  'partners-reorganise-alone': {
    id: 'AL-A6',
    removes: 'what rests on a block that was replaced is executed again',
    set: { execution: 'stays' },
  },
  ...withoutProofs('AL'),
} as const;

/** In `twins` two transfers between the same two shards want all of the coins that there are. */
const loads: Readonly<Record<Values['transactions'], Workload>> = {
  ...workloads,
  twins: workload(
    [coins('x', 0, 0), coins('w', 0, 0), coins('y', 1, 5)],
    [transfer('y', 'x', 5), transfer('y', 'w', 5)],
  ),
};

export const loadOf = (p: Values): Workload => loads[p.transactions];
export const setupOf = (p: Values): Setup => ({ load: loadOf(p), purse: p.purse });
