/**
 * Method: the slots are held against the textbook network, a multiset of copies with fresh ids
 * that remembers all it ever carried, over random sends, deliveries and disturbances; then a
 * small relay that uses every disturbance is explored, with its states counted by hand.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { exploreBreadthFirst } from '../../checker/explore/breadth-first.ts';
import { instantiate } from '../../checker/machine.ts';
import { choice, count, protocol } from '../../checker/protocol.ts';
import {
  addressBook,
  consume,
  copiesInFlight,
  dropping,
  duplicating,
  forget,
  forging,
  giveBack,
  isInFlight,
  lose,
  type Message,
  type Network,
  replaying,
  send,
  silentNetwork,
  wasConsumed,
  wasSent,
} from './network.ts';

const messages: readonly Message[] = [
  { type: 'ask', source: 'A', destination: 'B', tx: 0 },
  { type: 'ask', source: 'A', destination: 'B', tx: 1 },
  { type: 'answer', source: 'B', destination: 'A', tx: 0 },
];
const book = addressBook(messages);

/** The multiset of section 0.3: each copy has an id of its own. */
interface Multiset {
  nextId: number;
  readonly copies: Map<number, number>;
  readonly sent: Set<number>;
  /** Messages with a copy that arrived and was not given back since. */
  readonly consumed: Set<number>;
}

function takeCopy(reference: Multiset, slot: number): boolean {
  for (const [id, of] of reference.copies) {
    if (of === slot) return reference.copies.delete(id);
  }
  return false;
}
function addCopy(reference: Multiset, slot: number): void {
  reference.copies.set(reference.nextId++, slot);
}

type Operation = (network: Network, reference: Multiset, slot: number) => void;
const operations: Readonly<Record<string, Operation>> = {
  send: (network, reference, slot) => {
    send(network, slot);
    reference.sent.add(slot);
    addCopy(reference, slot);
  },
  consume: (network, reference, slot) => {
    if (!takeCopy(reference, slot)) return;
    consume(network, slot);
    reference.consumed.add(slot);
  },
  lose: (network, reference, slot) => {
    if (takeCopy(reference, slot)) lose(network, slot);
  },
  replay: (network, reference, slot) => {
    if (!reference.sent.has(slot)) return;
    send(network, slot);
    addCopy(reference, slot);
  },
  giveBack: (network, reference, slot) => {
    if (!reference.consumed.delete(slot)) return;
    giveBack(network, slot);
    addCopy(reference, slot);
  },
  forget: (network, reference, slot) => {
    forget(network, slot);
    while (takeCopy(reference, slot));
    reference.sent.delete(slot);
    reference.consumed.delete(slot);
  },
};

describe('the slots', () => {
  const steps = fc.array(
    fc.tuple(fc.constantFrom(...Object.keys(operations)), fc.nat(messages.length - 1)),
    { maxLength: 40 },
  );
  test.prop([steps])('say what a multiset of copies says', (script) => {
    const network = silentNetwork(book);
    const reference: Multiset = {
      nextId: 0,
      copies: new Map(),
      sent: new Set(),
      consumed: new Set(),
    };
    for (const [name, slot] of script) {
      operations[name]?.(network, reference, slot);
      for (const at of messages.keys()) {
        const copies = [...reference.copies.values()].filter((of) => of === at).length;
        expect(copiesInFlight(network, at)).toBe(copies);
        expect(isInFlight(network, at)).toBe(copies > 0);
        expect(wasSent(network, at)).toBe(reference.sent.has(at));
        expect(wasConsumed(network, at)).toBe(reference.consumed.has(at));
      }
    }
  });

  const sends = fc.array(fc.nat(messages.length - 1), { maxLength: 8 });
  test.prop([sends, fc.infiniteStream(fc.nat())])('forget the order of sends', (slots, random) => {
    const shuffled = slots
      .map((slot) => ({ slot, rank: random.next().value ?? 0 }))
      .sort((a, b) => a.rank - b.rank);
    const [one, other] = [silentNetwork(book), silentNetwork(book)];
    for (const slot of slots) send(one, slot);
    for (const { slot } of shuffled) send(other, slot);
    expect(one).toEqual(other);
  });
});

describe('the address book', () => {
  test('gives every message a slot and a name', () => {
    expect(book.names).toEqual(['ask T0 A>B', 'ask T1 A>B', 'answer T0 B>A']);
    for (const [slot, message] of messages.entries()) expect(book.slotOf(message)).toBe(slot);
  });
  test('refuses what it does not hold', () => {
    const stranger = { type: 'ask', source: 'B', destination: 'A', tx: 0 };
    expect(() => book.slotOf(stranger)).toThrow(
      new Error('no message "ask T0 B>A" in this address book'),
    );
    expect(() => addressBook([stranger, stranger])).toThrow(
      new Error('two messages of an address book are the same'),
    );
  });
});

interface State {
  net: Network;
  budget: { drops: number; duplicates: number; replays: number; forgeries: number };
}
const ask = book.slotOfName('ask T0 A>B');
const answer = book.slotOfName('answer T0 B>A');

/** A asks in the initial state; B takes each question and answers it. */
const relay = protocol({
  name: 'relay',
  source: 'this test',
  section: '0.3',
  version: 1,
  parameters: {
    drops: count(0, { max: 2 }),
    duplicates: count(0, { max: 2 }),
    replays: count(0, { max: 2 }),
    forgeries: count(0, { max: 2 }),
    authenticated: choice('all', ['all', 'none']),
  },
  init: ({ drops, duplicates, replays, forgeries }): State => {
    const net = silentNetwork(book);
    send(net, ask);
    return { net, budget: { drops, duplicates, replays, forgeries } };
  },
})({
  ablations: {},
  actions: (p, action) => ({
    respond: action({
      actor: 'honest',
      when: { 'a question is there': (state) => isInFlight(state.net, ask) },
      then: (draft) => {
        consume(draft.net, ask);
        send(draft.net, answer);
      },
      says: () => 'B answers',
    }),
    drop: action(dropping(book)),
    duplicate: action(duplicating(book)),
    replay: action(replaying(book)),
    forge: action(forging(book, p.authenticated === 'all' ? [] : ['answer T0 B>A'])),
  }),
  ledger: {},
});

describe('the disturbances, explored to the end', () => {
  test.each([
    // Asked; answered.
    { set: {}, states: 2 },
    // Asked, answered; the question lost; the answer lost.
    { set: { drops: 1 }, states: 4 },
    // One question, asked or answered; two questions of which none, one or both are answered; two
    // answers to one question are the same state as one answer to each of two.
    { set: { duplicates: 1 }, states: 5 },
    // The same: what is replayed while on its way is a duplicate, and later it meets those states.
    { set: { replays: 1 }, states: 5 },
    // By what is left: both 2; only the replay 2 (question lost, answer lost); only the drop 3 (as
    // with a duplicate, from the replay on); neither 3 (asked, answered, and asked again after
    // the answer was lost).
    { set: { drops: 1, replays: 1 }, states: 10 },
    // Every message is authenticated: a budget for forgeries buys nothing.
    { set: { forgeries: 2 }, states: 2 },
    // A forged answer before the question is answered, and the true one after it.
    { set: { forgeries: 1, authenticated: 'none' }, states: 4 },
  ])('$set: $states states', ({ set, states }) => {
    const found = exploreBreadthFirst(instantiate(relay, 'baseline', set), { properties: [] });
    expect(found).toMatchObject({ complete: true, states });
  });

  test('only a replay brings a lost message back, and only a forger speaks first', () => {
    const fired = (set: object) =>
      exploreBreadthFirst(instantiate(relay, 'baseline', { ...set }), { properties: [] }).fired;
    expect(fired({ drops: 2, duplicates: 2 })['replay']).toBe(0);
    expect(fired({ drops: 1, replays: 1 })['replay']).toBeGreaterThan(0);
    expect(fired({ forgeries: 1, authenticated: 'none' })['forge']).toBe(1);
  });
});
