/**
 * Words for states, changes and ledgers.
 *
 * Method: whole texts for hand-made values, the narrow and the wide among them.
 */
import { expect, test } from 'vitest';
import type { Aspects } from '../ledger.ts';
import { instantiate } from '../machine.ts';
import { protocol } from '../protocol.ts';
import { changesOf } from './changes.ts';
import { ledgerItems } from './ledger.ts';
import { aligned, grouped, shorten, wrap } from './style.ts';

const ledger: Aspects = {
  supply: [
    {
      asset: 'coin',
      genesis: 9,
      holdings: [
        { place: 'A', owner: 'alice', amount: 3 },
        { place: 'B', owner: 'bob', amount: 0 },
      ],
      escrowed: 2,
      inFlight: 1,
      fees: 1,
      burned: 1,
      minted: 1,
      spends: [
        { unit: 'c1', times: 1 },
        { unit: 'c2', times: 2 },
      ],
    },
    {
      asset: 'void',
      genesis: 0,
      holdings: [],
      escrowed: 0,
      inFlight: 0,
      fees: 0,
      burned: 0,
      minted: 0,
      spends: [],
    },
  ],
  transactions: [
    {
      id: 0,
      outcome: 'open',
      pending: true,
      parts: [
        { place: 'A', state: 'applied' },
        { place: 'B', state: 'absent' },
      ],
    },
  ],
  messages: [
    {
      id: 'm1',
      emitted: true,
      consumed: [
        { place: 'B', times: 2, causeInPast: false },
        { place: 'C', times: 1, causeInPast: true },
      ],
    },
    { id: 'm2', emitted: false, consumed: [] },
  ],
  history: {
    transactions: [
      {
        id: 1,
        reads: [{ key: 'x', version: 0 }],
        writes: [
          { key: 'x', version: 1 },
          { key: 'y', version: 1 },
        ],
        after: [],
      },
      { id: 2, reads: [], writes: [], after: [] },
    ],
  },
  chains: [
    { chain: 'root', canonical: ['a', 'b'], final: ['a', 'c'] },
    { chain: 'shard', canonical: [], final: [] },
  ],
  replicas: {
    executors: [{ name: 'e1', input: 'i', result: 'r' }],
    writers: [
      { key: 'k', epoch: 'e', writers: ['w1', 'w2'] },
      { key: 'l', epoch: 'e', writers: [] },
    ],
  },
  work: {
    blocks: [{ block: 'b1', work: 3, limit: 5 }],
    queues: [{ queue: 'q', length: 1, limit: 2 }],
    waits: [{ item: 'i', overtaken: 0, limit: 4 }],
  },
};

const shown = protocol({
  name: 'shown',
  source: 'made up',
  section: '0',
  version: 1,
  parameters: {},
  init: () => ({ nothing: null }),
})({
  ablations: {},
  actions: () => ({}),
  ledger: {
    supply: () => ledger.supply,
    transactions: () => ledger.transactions,
    messages: () => ledger.messages,
    history: () => ledger.history,
    chains: () => ledger.chains,
    replicas: () => ledger.replicas,
    work: () => ledger.work,
  },
});

test.each([
  [
    'supply',
    [
      'coin 7 of 9: alice@A 3, escrowed 2, in flight 1, fees 1, burned 1, minted 1, c2 spent 2 times',
      'void 0 of 0: nothing',
    ],
  ],
  ['transactions', ['T0 open, pending (A applied, B absent)']],
  [
    'messages',
    ['m1 emitted, consumed 2 times at B without its cause, consumed at C', 'm2 not emitted'],
  ],
  ['history', ['T1 read x.0, wrote x.1 y.1', 'T2 did nothing']],
  ['chains', ['root: a! b, final and dropped: c', 'shard: genesis']],
  ['replicas', ['e1: i gives r', 'k in e: written by w1, w2']],
  ['work', ['b1 work 3/5', 'q length 1/2', 'i overtaken 0/4']],
  ['state', []],
] as const)('the %s aspect in words', (on, items) => {
  const machine = instantiate(shown, 'baseline');
  expect(ledgerItems(machine, machine.initial, on)).toEqual(items);
});

test('changes are leaves, whatever was replaced', () => {
  const before = {
    shards: [
      { lock: null, log: [1] },
      { lock: 'T1', log: [] },
    ],
    tip: 'a b',
  };
  const patches = [
    { op: 'replace', path: ['shards', 0], value: { lock: 'T0', log: [1, 2] } },
    { op: 'replace', path: ['shards', 1, 'lock'], value: null },
    { op: 'replace', path: ['tip'], value: '' },
  ] as const;
  expect(changesOf(before, patches as never)).toEqual([
    { path: 'shards[0].lock', from: 'null', to: 'T0' },
    { path: 'shards[0].log[1]', from: 'nothing', to: '2' },
    { path: 'shards[1].lock', from: 'T1', to: 'null' },
    { path: 'tip', from: 'a b', to: '""' },
  ]);
});

test('changes come in the order of the state, and whole values can be read', () => {
  const before = { first: null, last: { a: 1, b: ['x', 'y z!'] } };
  const patches = [
    { op: 'replace', path: ['last'], value: null },
    { op: 'replace', path: ['first'], value: { votes: [true, null], by: {} } },
  ] as const;
  expect(changesOf(before, patches as never)).toEqual([
    { path: 'first', from: 'null', to: '{votes: [true, null], by: {}}' },
    { path: 'last', from: '{a: 1, b: [x, "y z!"]}', to: 'null' },
  ]);
});

test('lines break at blanks, and where they must', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('unbreakable', 4)).toEqual(['unbr', 'eaka', 'ble']);
  expect(wrap('', 4)).toEqual(['']);
});

test('columns, numbers, ellipses', () => {
  expect(
    aligned([
      ['a', 'bb', 'c'],
      ['aaa', 'b', ''],
    ]),
  ).toEqual(['a    bb  c', 'aaa  b']);
  expect([1, 999, 1000, 1745408].map(grouped)).toEqual(['1', '999', '1,000', '1,745,408']);
  expect([shorten('short', 5), shorten('longer', 5)]).toEqual(['short', 'long…']);
});
