/** Janus: the steps of the servers. */
import type { ActionBuilder } from '../../checker/protocol.ts';
import { isInFlight } from '../substrate/network.ts';
import {
  accept,
  answer,
  commitAt,
  execute,
  hear,
  preAccept,
  read,
  readOlder,
  tell,
} from './effects.ts';
import { ancestorsOf, blockers, unknownStrangers } from './graph.ts';
import {
  type Address,
  ballotsIn,
  hostsOf,
  isExchanged,
  isHosted,
  listOf,
  type Parameters,
  type Request,
  replicasOf,
  serverName,
  serversIn,
  shardOf,
  slotOfReading,
  tellersOf,
  transactionsIn,
} from './instance.ts';
import {
  type At,
  entryAt,
  hasEnough,
  isCommitted,
  isGranted,
  isOnItsWay,
  knowsAllReadings,
  type State,
  type View,
} from './state.ts';

type Where = { readonly server: number };
const isUp = (state: View, { server }: Where): boolean => state.servers[server].up;
const isUncommitted = (state: View, at: At): boolean => !isCommitted(state, at);

export function serverActions(p: Parameters, action: ActionBuilder<State>) {
  const over = { tx: transactionsIn(p), server: serversIn(p), ballot: ballotsIn(p) };
  const at = { tx: over.tx, server: over.server };
  const exchanged = transactionsIn(p).filter((tx) => isExchanged(p, tx));
  const readers = {
    tx: exchanged,
    server: serversIn(p).filter((server) =>
      exchanged.some((tx) => tellersOf(p, tx).includes(shardOf(p, server))),
    ),
  };
  const name = (server: number): string => serverName(p, server);
  return {
    preAccept: action({
      actor: 'honest',
      over: at,
      when: {
        'the server is up': isUp,
        'it was asked to pre-accept': (state, at) =>
          isOnItsWay(state, p, 'ask', { ...at, ballot: 0 }),
        'it is new here': (state, at) => entryAt(state, at).status === 'none',
      },
      bound: { 'it is its turn': (state, at) => isInTurn(state, 'ask', { ...at, ballot: 0 }) },
      then: (draft, at) => {
        const address = { ...at, ballot: 0 };
        read(draft, p, 'ask', address);
        preAccept(draft, p, at);
        answer(draft, p, 'ask', address);
      },
      says: ({ tx, server }) => `${name(server)} pre-accepts T${tx}`,
    }),

    prepare: action({
      actor: 'honest',
      over: { ...over, ballot: over.ballot.slice(1) },
      when: {
        'the server is up': isUp,
        'it was asked to prepare': (state, address) => isOnItsWay(state, p, 'ask', address),
        'it has promised no higher ballot': isPromisable,
      },
      then: (draft, address) => {
        read(draft, p, 'ask', address);
        readOlder(draft, p, address);
        const record = draft.servers[address.server].records[address.tx];
        record.ballot = address.ballot;
        if (record.status === 'none') preAccept(draft, p, address);
        answer(draft, p, 'ask', address);
      },
      says: ({ tx, server, ballot }, state) =>
        `${name(server)} promises ballot ${ballot} of T${tx}, ` +
        `which is ${entryAt(state, { tx, server }).status} there`,
    }),

    accept: action({
      actor: 'honest',
      over,
      when: {
        'the server is up': isUp,
        'the proposal is on its way': (state, address) => isOnItsWay(state, p, 'accept', address),
        'it has promised no higher ballot': isPromisable,
      },
      bound: { 'it is its turn': (state, address) => isInTurn(state, 'accept', address) },
      then: (draft, address) => {
        read(draft, p, 'accept', address);
        accept(draft, address);
        answer(draft, p, 'accept', address);
      },
      says: ({ tx, server, ballot }, state) =>
        `${name(server)} accepts that T${tx} comes after ` +
        listOf(state.coordinators[tx].proposals[ballot]?.[0] ?? []),
    }),

    commit: action({
      actor: 'honest',
      over: { ...over, tx: p.delivery === 'explicit' ? over.tx : [] },
      when: {
        'the server is up': isUp,
        'the commit is on its way': (state, address) => isOnItsWay(state, p, 'commit', address),
        'it is not committed here': isUncommitted,
      },
      then: (draft, address) => {
        read(draft, p, 'commit', address);
        commitAt(draft, p, address);
      },
      says: ({ tx, server, ballot }, state) =>
        `${name(server)} hears that T${tx} is committed after ` +
        listOf(state.coordinators[tx].proposals[ballot]?.[0] ?? []),
    }),

    inquire: action({
      actor: 'honest',
      over: { ...at, tx: p.inquiries ? at.tx : [] },
      when: {
        'the server is up': isUp,
        'somebody here waits to know': (state, { tx, server }) =>
          unknownStrangers(state, p, server).includes(tx),
        'a server of its shards has it committed': (state, { tx }) =>
          informantsOn(state, p, tx).length > 0,
      },
      then: (draft, { tx, server }) => {
        const [informant] = informantsOn(draft, p, tx);
        const record = draft.servers[server].records[tx];
        record.status = 'committing';
        record.dep = [...draft.servers[informant].records[tx].dep];
      },
      says: ({ tx, server }, state) => {
        const [informant] = informantsOn(state, p, tx);
        return `${name(server)} asks ${name(informant)} about T${tx}`;
      },
      concerns: () => over.tx,
    }),

    tell: action({
      actor: 'honest',
      // In every workload, whoever tells in one of these transactions has a piece of each.
      over: readers,
      when: {
        'the server is up': isUp,
        'it is committed here, and not executed': isAwaiting,
        'it has not read yet': (state, at) => entryAt(state, at).found === null,
        'all its ancestors are committed': areAncestorsCommitted,
        'those that go before it are executed': areOthersExecuted,
      },
      then: (draft, at) => tell(draft, p, at),
      says: (at, state) =>
        `${name(at.server)} reads for T${at.tx} and tells the other shards ` +
        `that there is ${hasEnough(state, p, at) ? 'enough' : 'too little'}`,
    }),

    hear: action({
      actor: 'honest',
      over: {
        tx: p.delivery === 'explicit' ? readers.tx : [],
        source: readers.server,
        server: serversIn(p),
      },
      when: {
        'the server is up': isUp,
        'the reading is on its way': (state, path) => isInFlight(state.net, slotOfReading(p, path)),
      },
      then: (draft, path) => hear(draft, p, path),
      says: ({ tx, source, server }) =>
        `${name(server)} hears what ${name(source)} read for T${tx}`,
    }),

    execute: action({
      actor: 'honest',
      over: at,
      when: {
        'the server is up': isUp,
        'it has a piece here': (_state, { tx, server }) => isHosted(p, tx, server),
        'it is committed here, and not executed': isAwaiting,
        'all its ancestors are committed': areAncestorsCommitted,
        'those that go before it are executed': areOthersExecuted,
        'it knows what the other pieces read': (state, at) => knowsAllReadings(state, p, at),
      },
      then: (draft, at) => execute(draft, p, at),
      says: (at, state) =>
        `${name(at.server)} executes T${at.tx}${isGranted(state, p, at) ? '' : ', to no effect'}`,
    }),
  };

  function isAwaiting(state: View, at: At): boolean {
    return entryAt(state, at).status === 'committing';
  }
  function areAncestorsCommitted(state: View, at: At): boolean {
    const { server } = at;
    return [...ancestorsOf(state, p, at)].every((tx) => isCommitted(state, { tx, server }));
  }
  function areOthersExecuted(state: View, at: At): boolean {
    return blockers(state, p, at).length === 0;
  }
  function isInTurn(state: View, request: Request, { tx, server, ballot }: Address): boolean {
    const isLast = server % p.replicas === p.replicas - 1;
    if (p.slowReplica && isLast && ballot === 0) return false;
    if (p.others === 'race' || tx === 0) return true;
    if (p.others === 'passBy') return server % p.replicas === 0;
    const before = replicasOf(p, shardOf(p, server)).filter(
      (one) => one < server && state.servers[one].up,
    );
    return !before.some((one) => isOnItsWay(state, p, request, { tx, server: one, ballot }));
  }
  function isPromisable(state: View, { ballot, ...at }: Address): boolean {
    return entryAt(state, at).ballot <= ballot;
  }
}

/** Servers that can tell the dependencies of a transaction for good. */
function informantsOn(state: View, p: Parameters, tx: number): readonly number[] {
  return hostsOf(p, tx).filter(
    (server) => state.servers[server].up && isCommitted(state, { tx, server }),
  );
}
