/**
 * Clients of a register and the history they make: each writes its own value, then reads. What
 * Stateright's `RegisterActor` and `LinearizabilityTester` keep, in a fixed shape.
 *
 * A history is, for each client, what it has completed and, for its read, how many operations each
 * other client had completed when it began. All writes begin at once, before anything completes.
 */
import { range } from '../../checker/protocol.ts';
import { at } from './at.ts';

export interface Client {
  awaits: 'write' | 'read' | 'nothing';
  /** Number of operations that each client had completed when this one began its read. */
  seen: number[];
  /** What its read returned. */
  read: number | null;
}

/** A register that nobody has written; client c writes c + 1. */
export const unwritten = 0;

export function newClients(count: number): Client[] {
  return range(count).map(() => ({ awaits: 'write', seen: range(count).map(() => 0), read: null }));
}

type Seen = Pick<Client, 'awaits' | 'read'> & { readonly seen: readonly number[] };

function completedBy({ awaits }: Pick<Seen, 'awaits'>): number {
  return ['write', 'read', 'nothing'].indexOf(awaits);
}

/** The client's write returns, and its read begins. */
export function beginRead(clients: Client[], client: number): void {
  const here = at(clients, client);
  here.awaits = 'read';
  here.seen = clients.map((other, index) => (index === client ? 0 : completedBy(other)));
}

/** The client's read returns. */
export function endRead(clients: Client[], client: number, value: number): void {
  const here = at(clients, client);
  here.awaits = 'nothing';
  here.read = value;
}

/**
 * Whether some order of the completed operations, and of any of the writes still under way, keeps
 * to real time and lets each read return the value written last.
 */
function isLinearizable(clients: readonly Seen[]): boolean {
  const place = (done: readonly number[], value: number): boolean => {
    if (clients.every((client, index) => at(done, index) >= completedBy(client))) return true;
    return clients.some((client, index) => {
      const after = done.map((count, other) => (other === index ? count + 1 : count));
      if (done[index] === 0) return place(after, index + 1);
      const isCompleted = done[index] === 1 && client.awaits === 'nothing';
      const isInTime = client.seen.every((count, other) => at(done, other) >= count);
      return isCompleted && isInTime && client.read === value && place(after, value);
    });
  };
  return place(
    clients.map(() => 0),
    unwritten,
  );
}

/** What Stateright asks of every register, whatever its servers do. */
export const readsAndWritesAreLinearizable = {
  name: 'reads-and-writes-are-linearizable',
  invariant: 'linearizable',
  means: 'some order of the operations explains every read and keeps to real time',
  on: 'state',
  kind: 'always',
  violation: (state: { readonly clients: readonly Seen[] }) =>
    isLinearizable(state.clients) ? null : 'no order explains the reads',
} as const;

export const aWrittenValueIsRead = {
  name: 'a-written-value-is-read',
  invariant: 'value chosen',
  means: 'a value that was written is on its way to a client',
  on: 'state',
  kind: 'sometimes',
} as const;
