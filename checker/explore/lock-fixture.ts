/**
 * A lock, waited for in no order, and a second set of numbers: for tests of symmetry by columns
 * and by slots that hold numbers.
 */
import { instantiate, type Machine } from '../machine.ts';
import { type AnyProperty, protocol, range, type ScalarSet } from '../protocol.ts';

export interface Lock {
  /** By client. */
  clients: { wants: boolean; turns: number }[];
  seen: boolean[][];
  holder: number | null;
  last: number | null;
  /** By token, which is symmetric for itself. */
  tokens: number[];
}

export interface Flaw {
  /** The step treats client 0 apart. */
  readonly favours?: boolean;
  readonly symmetry?: Readonly<Record<string, ScalarSet>>;
}

export const [clientCount, tokenCount] = [3, 2];
const roomCount = 1;
export const declared: Readonly<Record<string, ScalarSet>> = {
  client: {
    size: clientCount,
    args: ['client'],
    rows: ['clients', 'seen.*'],
    held: ['holder', 'last'],
  },
  token: { size: tokenCount, args: ['token'], rows: ['tokens'] },
};

export function lockMachine({ favours = false, symmetry = declared }: Flaw = {}): Machine {
  const lock = protocol({
    name: 'lock',
    source: 'hand-made',
    section: '',
    version: 1,
    parameters: {},
    init: (): Lock => ({
      clients: range(clientCount).map(() => ({ wants: false, turns: 0 })),
      seen: range(roomCount).map(() => range(clientCount).map(() => false)),
      holder: null,
      last: null,
      tokens: range(tokenCount).map(() => 0),
    }),
  })({
    ablations: {},
    symmetry: () => symmetry,
    actions: (_, action) => ({
      want: action({
        actor: 'user',
        over: { client: range(clientCount), room: range(roomCount) },
        when: { 'it does not': (state, { client }) => state.clients[client]?.wants === false },
        then: (draft, { client, room }) => {
          const here = draft.clients[client];
          if (here !== undefined) here.wants = true;
          const seen = draft.seen[room];
          if (seen !== undefined) seen[client] = true;
        },
        says: ({ client }) => `client ${client} wants the lock`,
      }),
      take: action({
        actor: 'honest',
        over: { client: range(clientCount) },
        when: {
          'it wants it': (state, { client }) => state.clients[client]?.wants === true,
          'it is free': (state) => state.holder === null,
          'it was not the last': (state, { client }) => favours || state.last !== client,
          'it is favoured': (state, { client }) =>
            !favours || client === 0 || state.clients[0]?.wants === false,
        },
        then: (draft, { client }) => {
          draft.holder = client;
        },
        says: ({ client }) => `client ${client} takes the lock`,
      }),
      release: action({
        actor: 'honest',
        over: { token: range(tokenCount) },
        when: {
          'it is held': (state) => state.holder !== null,
          'the token is fresh': (state, { token }) => (state.tokens[token] ?? 2) < 2,
        },
        then: (draft, { token }) => {
          const here = draft.holder === null ? undefined : draft.clients[draft.holder];
          if (here !== undefined) {
            here.wants = false;
            here.turns++;
          }
          draft.last = draft.holder;
          draft.holder = null;
          draft.tokens[token] = (draft.tokens[token] ?? 0) + 1;
        },
        says: ({ token }) => `the lock is released with token ${token}`,
      }),
    }),
    ledger: {},
  });
  return instantiate(lock, 'baseline');
}

export const on = { invariant: 'L', on: 'state' as const };
export const lockProperties: readonly AnyProperty[] = [
  {
    ...on,
    name: 'nobody-has-two-turns',
    means: 'no client has the lock twice',
    kind: 'always',
    violation: ({ clients }: Lock) => {
      const who = clients.findIndex(({ turns }) => turns === 2);
      return who < 0 ? null : `client ${who} had two turns`;
    },
  },
  {
    ...on,
    name: 'the-holder-wants-it',
    means: 'who holds the lock wants it',
    kind: 'always',
    violation: ({ clients, holder }: Lock) =>
      holder === null || clients[holder]?.wants === true ? null : `client ${holder} does not`,
  },
  {
    ...on,
    name: 'all-have-had-a-turn',
    means: 'every client has had a turn',
    kind: 'sometimes',
    goal: ({ clients }: Lock) => clients.every(({ turns }) => turns > 0),
  },
  {
    ...on,
    name: 'nobody-takes-it-from-another-twice',
    means: 'a client does not take the lock after another one in room 0',
    kind: 'step',
    violation: (before: Lock, action: { type: string; client: number }, after: Lock) =>
      action.type === 'take' && before.last !== null && after.seen[0]?.[action.client] === true
        ? `client ${action.client} takes it`
        : null,
  },
  {
    ...on,
    name: 'the-lock-can-be-free',
    means: 'the lock is free',
    kind: 'recoverable',
    goal: ({ holder, tokens }: Lock) => holder === null && tokens.some((used) => used < 2),
  },
] as readonly AnyProperty[];
