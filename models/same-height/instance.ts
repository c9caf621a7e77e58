/** Parameters, variants, ablations and workloads of same-height inclusion. */
import { choice, count, type Values as ValuesOf } from '../../checker/protocol.ts';
import { withoutProofs } from './unproven.ts';
import { type Setup, type Workload, workloads } from './workload.ts';

export const parameters = {
  transactions: choice('rivals', [
    'rivals',
    'pair',
    'copies',
    'star',
    'train-and-hotel',
    'deposit-borrow-route',
  ]),
  heights: count(2, { min: 1, max: 3 }),
  /** Blocks that the adversary proposes, or puts in the place of others. */
  attacks: count(1, { max: 2 }),
  /** Answers of the adversary to a node that asks for proofs. */
  lies: count(1, { max: 2 }),
  /** Transactions that are given another salt. */
  grinds: count(0, { max: 1 }),
  /** Fees that a sender can pay in each shard. */
  purse: count(3, { min: 1, max: 3 }),
  effective: choice('in every shard', ['in every shard', 'in any shard']),
  /** Which values a transaction across shards is executed on. */
  witness: choice('at its position', ['at its position', 'of the height before']),
  /** What becomes of an execution when a block that it rests on is replaced. */
  execution: choice('follows its partners', ['follows its partners', 'stays']),
  /** By how many heights the blocks that include a transaction may differ. */
  window: count(0, { max: 1 }),
  locals: choice('in hash order', ['in hash order', 'some time']),
} as const;

/** As the rules of an instance see them. */
export type Values = ValuesOf<typeof parameters>;

export const variants = {
  pressed: { heights: 3, attacks: 2, lies: 0 },
  'enough-for-all': { transactions: 'pair', heights: 3, attacks: 2, lies: 2 },
  registers: { transactions: 'copies' },
  grinding: { heights: 1, attacks: 0, grinds: 1 },
  star: { transactions: 'star', heights: 1, attacks: 0, lies: 0 },
  'poor-senders': { transactions: 'pair', purse: 1, attacks: 2 },
  'train-and-hotel': { transactions: 'train-and-hotel', lies: 0 },
  'deposit-borrow-route': { transactions: 'deposit-borrow-route', lies: 0 },
} as const;

export const ablations = {
  'order-by-proposer': {
    id: 'FAQ-A1',
    removes: 'a block lists its transactions in the order of their hashes',
    without: [
      'misPropose: its transactions stand in the order of their hashes',
      'reorganise: its transactions stand in the order of their hashes',
    ],
  },
  'effective-in-any-shard': {
    id: 'FAQ-A2',
    removes: 'a transaction takes effect only if every shard that it touches includes it',
    set: { effective: 'in any shard' },
  },
  'witness-of-the-height-before': {
    id: 'FAQ-A3',
    removes: 'a transaction is executed on the values at its position in the order',
    set: { witness: 'of the height before' },
  },
  'partners-reorganise-alone': {
    id: 'FAQ-A4',
    removes: 'what rests on a block that was replaced is executed again',
    set: { execution: 'stays' },
  },
  'height-window': {
    id: 'FAQ-A5',
    removes: 'all shards include a transaction at one height',
    set: { window: 1 },
  },
  'locals-some-time': {
    id: 'FAQ-A6',
    removes: 'the hash order fixes the place of local transactions too',
    set: { locals: 'some time' },
  },
  ...withoutProofs('FAQ'),
} as const;

/** One a transaction; they make the hash order of `rivals` the order of submission. */
const salts: Partial<Record<Values['transactions'], readonly number[]>> = { rivals: [0, 1, 0] };

export const loadOf = (p: Values): Workload => workloads[p.transactions];
export const setupOf = (p: Values): Setup => ({ load: loadOf(p), purse: p.purse });
export const saltsOf = (p: Values): readonly number[] =>
  salts[p.transactions] ?? loadOf(p).programs.map(() => 0);
