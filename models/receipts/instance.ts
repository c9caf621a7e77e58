/** Parameters, variants and ablations of the receipts model. */
import { choice, count, type Values as ValuesOf } from '../../checker/protocol.ts';

export const parameters = {
  delivery: choice('fused', ['fused', 'explicit']),
  transfers: choice('gathering', [
    'single',
    'pair',
    'crossing',
    'hibernation',
    'gathering',
    'chained',
    'train-and-hotel',
    'deposit-borrow-route',
  ]),
  order: choice('any', ['any', 'in order']),
  /** Who sees to it that receipts are claimed; everybody may. */
  claimer: choice('motivated', ['motivated', 'forced', 'nobody']),
  roots: choice('final', ['final', 'coupled', 'any']),
  spentBy: choice('source and seq', ['source and seq', 'seq']),
  /** What becomes of the record when a claim is unwound because its source reorganised. */
  marks: choice('unwound', ['unwound', 'kept']),
  /** The claim of T0 costs more than it brings. */
  unpayable: false,
  pruning: false,
  callback: false,
  auditor: false,
  /** What the auditor of a shard reads: its final blocks, or all that it shows. */
  audits: choice('final blocks', ['final blocks', 'head']),
  reorganisations: count(1, { max: 2 }),
  slots: count(6, { max: 12 }),
} as const;

/** As the rules of an instance see them. */
export type Values = ValuesOf<typeof parameters>;

export const variants = {
  explicit: { delivery: 'explicit' },
  chained: { transfers: 'chained', reorganisations: 2 },
  ordered: { order: 'in order', claimer: 'forced', unpayable: true },
  'ordered-explicit': {
    order: 'in order',
    claimer: 'forced',
    unpayable: true,
    delivery: 'explicit',
  },
  hibernation: { transfers: 'hibernation' },
  callback: { callback: true, transfers: 'pair' },
  expiring: { pruning: true, transfers: 'pair' },
  'expiring-explicit': { pruning: true, transfers: 'pair', delivery: 'explicit' },
  optimistic: { roots: 'coupled', transfers: 'crossing' },
  'optimistic-explicit': { roots: 'coupled', transfers: 'crossing', delivery: 'explicit' },
  unpaid: { unpayable: true, transfers: 'pair' },
  unattended: { claimer: 'nobody', transfers: 'single' },
  audited: { auditor: true, transfers: 'single' },
  'train-and-hotel': { transfers: 'train-and-hotel' },
  'deposit-borrow-route': { transfers: 'deposit-borrow-route' },
  'deposit-borrow-route-unattended': { transfers: 'deposit-borrow-route', claimer: 'nobody' },
} as const;

export const ablations = {
  'no-spent-mark': {
    id: 'RCP-A1',
    removes: 'a receipt that was claimed is refused',
    without: ['claim: the receipt is not spent', 'submit: the receipt is not spent'],
  },
  'spent-by-number': {
    id: 'RCP-A2',
    removes: 'spent records tell apart the receipts of different sources',
    set: { spentBy: 'seq' },
  },
  'unfinal-roots': {
    id: 'RCP-A3',
    removes: 'only roots of final blocks are believed',
    set: { roots: 'any' },
  },
  'marks-outlive-claims': {
    id: 'RCP-A4',
    removes: 'unwinding a claim clears its spent record (as in variant optimistic)',
    set: { roots: 'coupled', transfers: 'crossing', marks: 'kept' },
  },
  'no-expiry': {
    id: 'RCP-A5',
    removes: 'claims expire before their spent records are pruned (as in variant expiring)',
    set: { pruning: true, transfers: 'pair' },
    without: ['claim: the receipt has not expired', 'submit: the receipt has not expired'],
  },
  'destination-not-bound': {
    id: 'RCP-A6',
    removes: 'a receipt counts only on the shard that it names',
    without: ['claim: the leaf names this shard', 'submit: the leaf names this shard'],
  },
  unforced: {
    id: 'RCP-A7',
    removes: 'block producers must take the next receipt, paid or not (as in variant ordered)',
    set: { order: 'in order', unpayable: true, claimer: 'motivated' },
  },
  'amount-not-checked': {
    id: 'RCP-A8',
    removes: 'what is credited is the amount in the leaf',
    without: [
      'claim: the amount is the one in the leaf',
      'submit: the amount is the one in the leaf',
    ],
  },
  'audits-of-heads': {
    id: 'not listed',
    removes: 'an audit reads final blocks only (as in variant audited)',
    set: { auditor: true, transfers: 'single', audits: 'head' },
  },
} as const;
