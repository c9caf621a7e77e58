/** What Janus promises in particular, and witnesses that its instances reach far. */

import { property, propertyOf } from '../checker/protocol.ts';
import { janus } from '../models/janus/janus.ts';
import type { View } from '../models/janus/state.ts';

type Coordinator = View['coordinators'][number];
type Entry = View['servers'][number]['records'][number];

function isCommitted({ status }: Entry): boolean {
  return status === 'committing' || status === 'executed';
}
function isExecuted({ status }: Entry): boolean {
  return status === 'executed';
}
function entryOf(state: View, server: number, tx: number): Entry | null {
  return state.servers[server]?.records[tx] ?? null;
}

/** All that the graph of a server puts before a transaction. */
function ancestorsOf(state: View, server: number, tx: number): readonly number[] {
  const parents = (one: number): readonly number[] => {
    const entry = entryOf(state, server, one);
    return entry !== null && isCommitted(entry) ? entry.dep : [];
  };
  const found = new Set(parents(tx));
  for (const one of found) for (const parent of parents(one)) found.add(parent);
  return [...found].sort();
}

/**
 * Section 13 by the words of its paper: whoever executes a transaction does so with the same
 * graph, and therefore finds the same components and the same order.
 */
export const ancestorGraphsAgree = propertyOf(janus, {
  name: 'ancestor-graphs-agree',
  invariant: 'DET',
  means: 'servers that executed a transaction know the same ancestors of it',
  on: 'state',
  kind: 'always',
  violation: (state) => {
    for (const tx of state.coordinators.keys()) {
      const graphs = state.servers.flatMap(({ records }, server) =>
        records[tx]?.status === 'executed' ? [ancestorsOf(state, server, tx).join()] : [],
      );
      if (new Set(graphs).size > 1) return `T${tx} was executed after different ancestors`;
    }
    return null;
  },
});

/**
 * What a server executed may be to no effect, and the client has yet to hear of any of it; at no
 * moment may one place have done what another has refused.
 */
export const piecesDecideAlike = propertyOf(janus, {
  name: 'pieces-decide-alike',
  invariant: 'DET',
  means: 'no server executed a piece to some effect where another executed one to none',
  on: 'state',
  kind: 'always',
  violation: ({ coordinators, servers }) => {
    for (const tx of coordinators.keys()) {
      const executed = servers.flatMap(({ records }) => records[tx] ?? []).filter(isExecuted);
      const inEffect = executed.filter(({ installed }) => installed !== null).length;
      if (inEffect > 0 && inEffect < executed.length) {
        return `T${tx} was executed to some effect at one server and to none at another`;
      }
    }
    return null;
  },
});

/** Crashed means silent. */
export const theCrashedDoNothing = propertyOf(janus, {
  name: 'the-crashed-do-nothing',
  invariant: 'HB',
  means: 'a server that is down changes nothing that it has',
  on: 'state',
  kind: 'step',
  violation: (before, _action, after) => {
    const server = before.servers.findIndex(
      (one, index) => !one.up && JSON.stringify(one) !== JSON.stringify(after.servers[index]),
    );
    return server < 0 ? null : `server ${server} is down, and its state changes`;
  },
});

/** A request is read as often as it was sent, and not before. */
export const nothingArrivesUnsent = propertyOf(janus, {
  name: 'nothing-arrives-unsent',
  invariant: 'HB',
  means: 'no more copies of a request arrive than were sent',
  on: 'state',
  kind: 'always',
  violation: ({ net }) => {
    const slot = net.findIndex((one) => one !== null && one.inFlight < 0);
    return slot < 0 ? null : `a request arrives that nobody sent (slot ${slot})`;
  },
});

export const decisionsTakeTwoRoundsAtMost = propertyOf(janus, {
  name: 'decisions-take-two-rounds-at-most',
  invariant: 'LOAD',
  means: 'no coordinator asks its shards more than twice before it decides',
  on: 'state',
  kind: 'always',
  violation: ({ coordinators }) => {
    const tx = coordinators.findIndex(({ rounds }) => rounds > 2);
    return tx < 0 ? null : `T${tx} took a third round`;
  },
});

/** Where nobody crashes. */
export const onlyConflictsCostARound = propertyOf(janus, {
  name: 'only-conflicts-cost-a-round',
  invariant: 'LOAD',
  means: 'a transaction that depends on nobody is decided in one wide-area round',
  on: 'state',
  kind: 'always',
  violation: ({ coordinators }) => {
    const tx = coordinators.findIndex(
      ({ rounds, ballot, proposals }) =>
        rounds > 1 && proposals[ballot]?.every((dep) => dep.length === 0) === true,
    );
    return tx < 0 ? null : `T${tx} depends on nobody and took a second round`;
  },
});

/** What the ledger does not call visible: a look at servers that is no transaction. */
export const serversAddUpAtEveryMoment = property({
  name: 'servers-add-up-at-every-moment',
  invariant: 'ATOM-strong',
  means: 'who looks at all servers at one moment, without a transaction, finds whole transfers',
  on: 'supply',
  kind: 'always',
  violation: (assets) => {
    const torn = assets.find(({ inFlight }) => inFlight !== 0);
    return torn === undefined ? null : `${torn.inFlight} of the ${torn.asset} are in no account`;
  },
});

// ── witnesses ────────────────────────────────────────────────────────────────────────────────

function isDecided({ phase }: Coordinator): boolean {
  return phase === 'decided';
}

export const aSlowPathDecides = propertyOf(janus, {
  name: 'a-slow-path-decides',
  invariant: 'witness',
  means: 'some transaction is decided in two rounds, and depends on another',
  on: 'state',
  kind: 'sometimes',
  goal: ({ coordinators }) =>
    coordinators.some(
      (one) =>
        isDecided(one) &&
        one.rounds === 2 &&
        one.proposals[one.ballot]?.some((dep) => dep.length > 0) === true,
    ),
});

export const aFastPathDecides = propertyOf(janus, {
  name: 'a-fast-path-decides',
  invariant: 'witness',
  means: 'some transaction is decided in one round by its first coordinator',
  on: 'state',
  kind: 'sometimes',
  goal: ({ coordinators }) =>
    coordinators.some((one) => isDecided(one) && one.rounds === 1 && one.ballot === 0),
});

export const aCycleIsExecuted = propertyOf(janus, {
  name: 'a-cycle-is-executed',
  invariant: 'witness',
  means: 'a transaction is executed that is an ancestor of itself',
  on: 'state',
  kind: 'sometimes',
  goal: (state) =>
    state.servers.some(({ records }, server) =>
      records.some(
        ({ status }, tx) => status === 'executed' && ancestorsOf(state, server, tx).includes(tx),
      ),
    ),
});

export const aRecoveredTransactionIsExecuted = propertyOf(janus, {
  name: 'a-recovered-transaction-is-executed',
  invariant: 'witness',
  means: 'a transaction whose coordinator crashed is executed in a higher ballot',
  on: 'state',
  kind: 'sometimes',
  goal: ({ coordinators, servers }) =>
    coordinators.some(
      (one, tx) =>
        isDecided(one) &&
        one.ballot > 0 &&
        servers.every(({ records, up }) => !up || records[tx]?.status !== 'committing') &&
        servers.some(({ records }) => records[tx]?.status === 'executed'),
    ),
});

/** What recovery is careful for: the crashed coordinator had decided, and somebody acted on it. */
export const aDecisionIsAdopted = propertyOf(janus, {
  name: 'a-decision-is-adopted',
  invariant: 'witness',
  means: 'a coordinator decides in a higher ballot what was decided in a lower one',
  on: 'state',
  kind: 'sometimes',
  goal: ({ coordinators }) =>
    coordinators.some((one) => isDecided(one) && one.ballot > 0 && one.rounds === 1),
});

export const aServerCrashes = propertyOf(janus, {
  name: 'a-server-crashes-and-others-execute',
  invariant: 'witness',
  means: 'a replica is down, and the others have executed everything',
  on: 'state',
  kind: 'sometimes',
  goal: ({ servers }) =>
    servers.some(({ up }) => !up) &&
    servers.every(({ up, records }) => !up || records.every(({ status }) => status === 'executed')),
});
