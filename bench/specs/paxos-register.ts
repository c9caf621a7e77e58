/**
 * A register that servers agree on by single-decree Paxos, as a specification to count.
 *
 * Source      L. Lamport, "Paxos Made Simple", 2001; Stateright 0.31.0, examples/paxos.rs
 *             (ab8c8be), its clients from src/actor/register.rs
 * Adversary   The network delivers messages in any order, or never. It repeats none.
 * Abstracted  A server leads one ballot at most, for the first write it hears of, so a message is
 *             a slot by kind, source and destination. A state holds what Stateright's holds:
 *             actors, network, history. Messages to which a server or client does not react stay
 *             in the network, as there.
 * Deviates    Nothing: states are the unique states that Stateright reports, and for three clients
 *             transitions and depth too.
 * Bounds      Three servers; `clients`, each of which writes once and reads once.
 */
import {
  claims,
  count,
  holds,
  propertyOf,
  protocol,
  range,
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
} from './register.ts';

/** Ballot, and the client whose value it is about. */
type Vote = readonly [ballot: number, client: number];
type Slots<T> = (T | null)[][];

interface Server {
  /** Ballots are ordered by round, then leader: round × servers + leader. */
  ballot: number;
  /** The client whose value it proposes. */
  proposal: number | null;
  /** By server: what it had voted for when it joined the ballot that this one leads. */
  prepares: (Vote | 'nothing' | null)[];
  accepts: boolean[];
  accepted: Vote | null;
  isDecided: boolean;
}
interface State {
  servers: Server[];
  clients: Client[];
  /** By source, then destination. */
  prepare: Slots<number>;
  prepared: Slots<{ ballot: number; accepted: Vote | null }>;
  accept: Slots<Vote>;
  accepted: Slots<number>;
  decided: Slots<Vote>;
  /** By client. */
  put: boolean[];
  /** By server, then client. */
  putOk: boolean[][];
  /** By client. */
  get: boolean[];
  /** By client: whose value. */
  getOk: (number | null)[];
}

const serverCount = 3;
const majority = 2;
const servers = range(serverCount);
const slots = (): null[][] => servers.map(() => servers.map(() => null));
const roundOf = (ballot: number): number => Math.floor(ballot / serverCount);

/** A server to all others. */
function broadcast<T>(from: number, row: (T | null)[], message: T): void {
  for (const to of servers) if (to !== from) row[to] = message;
}

/** What a leader has to propose: the latest vote that a majority told it of, or its client's. */
function proposalOf({ prepares, proposal }: Server): number {
  const votes = prepares.filter((vote) => vote !== null && vote !== 'nothing');
  const latest = votes.reduce<Vote>((one, two) => (two[0] > one[0] ? two : one), [-1, -1]);
  return latest[0] < 0 ? (proposal ?? -1) : latest[1];
}

export const paxosRegister = protocol({
  name: 'paxos-register',
  source: 'Stateright 0.31.0, examples/paxos.rs',
  section: '10',
  version: 1,
  parameters: { clients: count(2, { min: 1, max: 3 }) },
  init: (p): State => ({
    servers: servers.map(() => ({
      ballot: 0,
      proposal: null,
      prepares: servers.map(() => null),
      accepts: servers.map(() => false),
      accepted: null,
      isDecided: false,
    })),
    clients: newClients(p.clients),
    prepare: slots(),
    prepared: slots(),
    accept: slots(),
    accepted: slots(),
    decided: slots(),
    put: range(p.clients).map(() => true),
    putOk: servers.map(() => range(p.clients).map(() => false)),
    get: range(p.clients).map(() => false),
    getOk: range(p.clients).map(() => null),
  }),
})({
  ablations: {},
  actions: (p, action) => {
    const clients = range(p.clients);
    const writesTo = (client: number): number => client % serverCount;
    const readsFrom = (client: number): number => (client + 1) % serverCount;
    type Undecided = { readonly servers: readonly { readonly isDecided: boolean }[] };
    const undecided = (state: Undecided, { to }: { readonly to: number }): boolean =>
      !at(state.servers, to).isDecided;
    const between = { from: servers, to: servers };
    return {
      put: action({
        actor: 'user',
        over: { client: clients },
        when: {
          'a write is under way': (state, { client }) => at(state.put, client),
          'the server is free': (state, { client }) => {
            const here = at(state.servers, writesTo(client));
            return !here.isDecided && here.proposal === null;
          },
        },
        then: (draft, { client }) => {
          const leader = writesTo(client);
          const here = at(draft.servers, leader);
          draft.put[client] = false;
          here.proposal = client;
          here.ballot = (roundOf(here.ballot) + 1) * serverCount + leader;
          here.prepares[leader] = here.accepted ?? 'nothing';
          broadcast(leader, at(draft.prepare, leader), here.ballot);
        },
        says: ({ client }) => `server ${writesTo(client)} leads a ballot for client ${client}`,
      }),
      prepare: action({
        actor: 'honest',
        over: between,
        when: {
          'it is undecided': undecided,
          'a later ballot was announced to it': (state, { from, to }) =>
            (at(at(state.prepare, from), to) ?? -1) > at(state.servers, to).ballot,
        },
        then: (draft, { from, to }) => {
          const here = at(draft.servers, to);
          here.ballot = at(at(draft.prepare, from), to) ?? 0;
          at(draft.prepare, from)[to] = null;
          at(draft.prepared, to)[from] = { ballot: here.ballot, accepted: here.accepted };
        },
        says: ({ from, to }) => `server ${to} joins the ballot of ${from}`,
      }),
      prepared: action({
        actor: 'honest',
        over: between,
        when: {
          'it is undecided': undecided,
          'it was answered in its ballot': (state, { from, to }) =>
            at(at(state.prepared, from), to)?.ballot === at(state.servers, to).ballot,
        },
        then: (draft, { from, to }) => {
          const here = at(draft.servers, to);
          here.prepares[from] = at(at(draft.prepared, from), to)?.accepted ?? 'nothing';
          at(draft.prepared, from)[to] = null;
          if (here.prepares.filter((vote) => vote !== null).length !== majority) return;
          const client = proposalOf(here);
          here.proposal = client;
          here.accepted = [here.ballot, client];
          here.accepts[to] = true;
          broadcast(to, at(draft.accept, to), [here.ballot, client]);
        },
        says: ({ from, to }) => `server ${to} hears that ${from} has joined`,
      }),
      accept: action({
        actor: 'honest',
        over: between,
        when: {
          'it is undecided': undecided,
          'a value was proposed to it in no earlier ballot': (state, { from, to }) =>
            (at(at(state.accept, from), to)?.[0] ?? -1) >= at(state.servers, to).ballot,
        },
        then: (draft, { from, to }) => {
          const here = at(draft.servers, to);
          const vote = at(at(draft.accept, from), to) ?? [0, 0];
          at(draft.accept, from)[to] = null;
          here.ballot = vote[0];
          here.accepted = vote;
          at(draft.accepted, to)[from] = vote[0];
        },
        says: ({ from, to }) => `server ${to} votes for what ${from} proposes`,
      }),
      accepted: action({
        actor: 'honest',
        over: between,
        when: {
          'it is undecided': undecided,
          'it has a vote in its ballot': (state, { from, to }) =>
            at(at(state.accepted, from), to) === at(state.servers, to).ballot,
        },
        then: (draft, { from, to }) => {
          const here = at(draft.servers, to);
          at(draft.accepted, from)[to] = null;
          here.accepts[from] = true;
          if (here.accepts.filter((accepts) => accepts).length !== majority) return;
          const client = here.proposal ?? 0;
          here.isDecided = true;
          broadcast(to, at(draft.decided, to), [here.ballot, client]);
          at(draft.putOk, to)[client] = true;
        },
        says: ({ from, to }) => `server ${to} hears the vote of ${from}`,
      }),
      decided: action({
        actor: 'honest',
        over: between,
        when: {
          'it is undecided': undecided,
          'it was told a decision': (state, { from, to }) =>
            at(at(state.decided, from), to) !== null,
        },
        then: (draft, { from, to }) => {
          const here = at(draft.servers, to);
          const vote = at(at(draft.decided, from), to) ?? [0, 0];
          at(draft.decided, from)[to] = null;
          here.ballot = vote[0];
          here.accepted = vote;
          here.isDecided = true;
        },
        says: ({ from, to }) => `server ${to} hears from ${from} what is decided`,
      }),
      putOk: action({
        actor: 'honest',
        over: { from: servers, client: clients },
        when: {
          'an answer is under way': (state, { from, client }) => at(at(state.putOk, from), client),
          'the client waits for it': (state, { client }) =>
            at(state.clients, client).awaits === 'write',
        },
        then: (draft, { from, client }) => {
          at(draft.putOk, from)[client] = false;
          beginRead(draft.clients, client);
          draft.get[client] = true;
        },
        says: ({ client }) => `client ${client} hears that it has written, and asks for the value`,
      }),
      get: action({
        actor: 'honest',
        over: { client: clients },
        when: {
          'a read is under way': (state, { client }) => at(state.get, client),
          'the server knows': (state, { client }) => at(state.servers, readsFrom(client)).isDecided,
        },
        then: (draft, { client }) => {
          draft.get[client] = false;
          draft.getOk[client] = at(draft.servers, readsFrom(client)).accepted?.[1] ?? null;
        },
        says: ({ client }) => `server ${readsFrom(client)} answers client ${client}`,
      }),
      getOk: action({
        actor: 'honest',
        over: { client: clients },
        when: { 'a value is under way': (state, { client }) => at(state.getOk, client) !== null },
        then: (draft, { client }) => {
          endRead(draft.clients, client, (at(draft.getOk, client) ?? -1) + 1);
          draft.getOk[client] = null;
        },
        says: ({ client }, state) => `client ${client} reads ${at(state.getOk, client)}`,
      }),
    };
  },
  ledger: {},
});

const linearizable = propertyOf(paxosRegister, readsAndWritesAreLinearizable);
const chosen = propertyOf(paxosRegister, {
  ...aWrittenValueIsRead,
  goal: (state) => state.getOk.some((value) => value !== null),
});

export const paxosRegisterClaims = claims(paxosRegister, {
  baseline: { claims: [holds(linearizable), witnessed(chosen, { length: 8 })] },
});
