/**
 * A register on servers that each keep a copy of their own and never speak to one another, as a
 * specification to count.
 *
 * Source      Stateright 0.31.0, examples/single-copy-register.rs (ab8c8be), its clients from
 *             src/actor/register.rs, its network from src/actor/network.rs
 * Adversary   The network delivers messages in any order. It neither loses nor repeats any.
 * Abstracted  Request numbers: a client has one request under way at most, so its answer needs
 *             none. A state holds what Stateright's holds: actors, network, history.
 * Deviates    Nothing: with one server, states are the unique states that Stateright publishes
 *             (without transitions and depth). What it publishes for two servers, 54, is where it
 *             stops; known-answers.test.ts stops there too. The space has 62 states.
 * Bounds      `clients`, each of which writes once and reads once, and `servers`.
 */
import {
  claims,
  count,
  holds,
  propertyOf,
  protocol,
  range,
  violated,
  witnessed,
} from '../../checker/protocol.ts';
import { at } from './at.ts';
import {
  aWrittenValueIsRead,
  beginRead,
  type Client,
  endRead,
  newClients,
  readsAndWritesAreLinearizable,
  unwritten,
} from './register.ts';

interface State {
  /** By server: its copy. */
  copies: number[];
  clients: Client[];
  /** By client: what is under way to or from it. */
  put: boolean[];
  putOk: boolean[];
  get: boolean[];
  getOk: (number | null)[];
}

export const singleCopyRegister = protocol({
  name: 'single-copy-register',
  source: 'Stateright 0.31.0, examples/single-copy-register.rs',
  section: '10',
  version: 1,
  parameters: { clients: count(2, { min: 1, max: 4 }), servers: count(1, { min: 1, max: 3 }) },
  init: (p): State => ({
    copies: range(p.servers).map(() => unwritten),
    clients: newClients(p.clients),
    put: range(p.clients).map(() => true),
    putOk: range(p.clients).map(() => false),
    get: range(p.clients).map(() => false),
    getOk: range(p.clients).map(() => null),
  }),
})({
  variants: { 'two-servers': { servers: 2 } },
  ablations: {},
  actions: (p, action) => {
    const clients = range(p.clients);
    // Clients are numbered after the servers, and their second request goes to the next server.
    const writesTo = (client: number): number => client % p.servers;
    const readsFrom = (client: number): number => (client + 1) % p.servers;
    return {
      put: action({
        actor: 'honest',
        over: { client: clients },
        when: { 'a write is under way': (state, { client }) => at(state.put, client) },
        then: (draft, { client }) => {
          draft.put[client] = false;
          draft.copies[writesTo(client)] = client + 1;
          draft.putOk[client] = true;
        },
        says: ({ client }) => `server ${writesTo(client)} writes what client ${client} asked for`,
      }),
      putOk: action({
        actor: 'honest',
        over: { client: clients },
        when: { 'an answer is under way': (state, { client }) => at(state.putOk, client) },
        then: (draft, { client }) => {
          draft.putOk[client] = false;
          beginRead(draft.clients, client);
          draft.get[client] = true;
        },
        says: ({ client }) => `client ${client} hears that it has written, and asks for the value`,
      }),
      get: action({
        actor: 'honest',
        over: { client: clients },
        when: { 'a read is under way': (state, { client }) => at(state.get, client) },
        then: (draft, { client }) => {
          draft.get[client] = false;
          draft.getOk[client] = at(draft.copies, readsFrom(client));
        },
        says: ({ client }) => `server ${readsFrom(client)} answers client ${client}`,
      }),
      getOk: action({
        actor: 'honest',
        over: { client: clients },
        when: { 'a value is under way': (state, { client }) => at(state.getOk, client) !== null },
        then: (draft, { client }) => {
          endRead(draft.clients, client, at(draft.getOk, client) ?? unwritten);
          draft.getOk[client] = null;
        },
        says: ({ client }, state) => `client ${client} reads ${at(state.getOk, client)}`,
      }),
    };
  },
  ledger: {},
});

const linearizable = propertyOf(singleCopyRegister, readsAndWritesAreLinearizable);
const chosen = propertyOf(singleCopyRegister, {
  ...aWrittenValueIsRead,
  goal: (state) => state.getOk.some((value) => value !== null && value !== unwritten),
});

export const singleCopyRegisterClaims = claims(singleCopyRegister, {
  baseline: { claims: [holds(linearizable), witnessed(chosen, { length: 3 })] },
  'two-servers': {
    claims: [violated(linearizable, { length: 4 }), witnessed(chosen, { length: 4 })],
  },
});
