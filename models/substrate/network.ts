/**
 * A network that loses, delays, doubles, reorders and replays messages.
 *
 * Source      Section 0.3 of the listing; N. Lynch, "Distributed Algorithms", 1996, chapter 14
 * Deviates    The section keeps a multiset of messages with fresh ids. Here a message *is* what it
 *             says (type, source, destination, transaction) and owns one fixed slot: two orders of
 *             the same sends meet in the same state, and no id ever grows.
 *
 * A slot never sent is null; else it holds how many copies are on their way and whether one has
 * arrived. Delaying is not delivering. Reordering is delivering any slot: the network promises no
 * order, and a protocol that needs one has to say so in its own rules. Replaying sends again what
 * was ever seen, also what was consumed or lost; forging sends what nobody sent, and is offered
 * only for the messages that a protocol does not authenticate.
 *
 * The functions on slots are for effects and test nothing; the `can…` are the rules they need.
 */
import type { ActionSpec, DeepReadonly } from '../../checker/protocol.ts';
import { type Budget, hasLeft, spend } from './faults.ts';

export interface Message {
  readonly type: string;
  readonly source: string;
  readonly destination: string;
  readonly tx: number;
}

type Slot = null | {
  /** Copies on their way. */
  inFlight: number;
  /** A copy has arrived and was taken. */
  consumed: boolean;
};
/** One slot a message, in the order of the address book. */
export type Network = Slot[];
type Seen = DeepReadonly<Network>;

/** The messages an instance can carry: fixed by its parameters, and no part of the state. */
export interface AddressBook {
  readonly messages: readonly Message[];
  /** The messages by the name a reader sees: `yes T0 X>coordinator`. */
  readonly names: readonly string[];
  /** The slot of a message. Throws for a message that is not in the book. */
  readonly slotOf: (message: Message) => number;
  readonly slotOfName: (name: string) => number;
}

export function addressBook(messages: readonly Message[]): AddressBook {
  const names = messages.map(nameOf);
  const slots = new Map(names.map((name, slot) => [name, slot]));
  if (slots.size < names.length) throw new Error('two messages of an address book are the same');
  const slotOfName = (name: string): number => {
    const slot = slots.get(name);
    if (slot === undefined) throw new Error(`no message "${name}" in this address book`);
    return slot;
  };
  return { messages, names, slotOfName, slotOf: (message) => slotOfName(nameOf(message)) };
}

function nameOf({ type, source, destination, tx }: Message): string {
  return `${type} T${tx} ${source}>${destination}`;
}

/** A network that has never carried anything. */
export function silentNetwork(book: AddressBook): Network {
  return book.messages.map(() => null);
}

// ── what rules ask ───────────────────────────────────────────────────────────────────────────

/** Somebody sent it once: the adversary has it. */
export function wasSent(network: Seen, slot: number): boolean {
  return network[slot] !== null;
}

/** A copy is on its way: it can be delivered, lost or doubled. */
export function isInFlight(network: Seen, slot: number): boolean {
  return copiesInFlight(network, slot) > 0;
}

export function copiesInFlight(network: Seen, slot: number): number {
  return network[slot]?.inFlight ?? 0;
}

export function wasConsumed(network: Seen, slot: number): boolean {
  return network[slot]?.consumed ?? false;
}

// ── what effects do ──────────────────────────────────────────────────────────────────────────

/** One more copy on its way, whoever sends it: its author, a replay or a forger. */
export function send(network: Network, slot: number): void {
  const known = network[slot];
  network[slot] = {
    inFlight: (known?.inFlight ?? 0) + 1,
    consumed: known?.consumed ?? false,
  };
}

/** One copy arrives and is taken. */
export function consume(network: Network, slot: number): void {
  network[slot] = { inFlight: copiesInFlight(network, slot) - 1, consumed: true };
}

/** One copy is lost. */
export function lose(network: Network, slot: number): void {
  network[slot] = {
    inFlight: copiesInFlight(network, slot) - 1,
    consumed: wasConsumed(network, slot),
  };
}

/**
 * The block that took a copy is gone from its chain: the copy is on its way again. `consumed` says
 * what the canonical chain took, so it goes too.
 */
export function giveBack(network: Network, slot: number): void {
  network[slot] = { inFlight: copiesInFlight(network, slot) + 1, consumed: false };
}

/** Nobody will ever look at the message again: its id is dead. */
export function forget(network: Network, slot: number): void {
  network[slot] = null;
}

// ── the adversary's steps, to be handed to `action` ──────────────────────────────────────────

/** A state whose network the adversary may disturb while its budget for `Fault` lasts. */
interface Disturbed<Fault extends string> {
  net: Network;
  budget: Budget<Fault>;
}
type Disturbance<Fault extends string> = ActionSpec<
  Disturbed<Fault>,
  { readonly message: readonly string[] }
>;

/** `Drop(m)`: one copy is lost. */
export function dropping(book: AddressBook, messages = book.names): Disturbance<'drops'> {
  return disturbance('drops', messages, {
    rule: ['a copy is on its way', (net, name) => isInFlight(net, book.slotOfName(name))],
    effect: (net, name) => lose(net, book.slotOfName(name)),
    verb: 'loses',
  });
}

/** `Dup(m)`: a message on its way becomes two. */
export function duplicating(book: AddressBook, messages = book.names): Disturbance<'duplicates'> {
  return disturbance('duplicates', messages, {
    rule: ['a copy is on its way', (net, name) => isInFlight(net, book.slotOfName(name))],
    effect: (net, name) => send(net, book.slotOfName(name)),
    verb: 'doubles',
  });
}

/** `Replay(m)`: a message that was ever sent is sent again. */
export function replaying(book: AddressBook, messages = book.names): Disturbance<'replays'> {
  return disturbance('replays', messages, {
    rule: ['it was sent once', (net, name) => wasSent(net, book.slotOfName(name))],
    effect: (net, name) => send(net, book.slotOfName(name)),
    verb: 'replays',
  });
}

/** `Forge(m)`: a message that its author never sent. `messages` are those not authenticated. */
export function forging(book: AddressBook, messages: readonly string[]): Disturbance<'forgeries'> {
  return disturbance('forgeries', messages, {
    rule: ['nobody has sent it', (net, name) => !wasSent(net, book.slotOfName(name))],
    effect: (net, name) => send(net, book.slotOfName(name)),
    verb: 'forges',
  });
}

interface Change {
  readonly rule: readonly [name: string, holds: (net: Seen, message: string) => boolean];
  readonly effect: (net: Network, message: string) => void;
  readonly verb: string;
}

function disturbance<Fault extends string>(
  fault: Fault,
  messages: readonly string[],
  { rule: [name, holds], effect, verb }: Change,
): Disturbance<Fault> {
  return {
    actor: 'adversary',
    over: { message: messages },
    when: { [name]: (state: Readonly<{ net: Seen }>, { message }) => holds(state.net, message) },
    bound: {
      [`${fault} are left`]: (state: { readonly budget: Readonly<Budget<Fault>> }) =>
        hasLeft(state.budget, fault),
    },
    then: (draft, { message }) => {
      effect(draft.net, message);
      spend(draft.budget, fault);
    },
    says: ({ message }) => `the adversary ${verb} "${message}"`,
  };
}
