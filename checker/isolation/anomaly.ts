/**
 * Anomalies as data and as prose: who did what, with keys and versions, and why it contradicts.
 *
 * The wording of cycles follows Elle (K. Kingsbury, P. Alvaro, VLDB 2020).
 */

import type { StaleInitial } from './axioms.ts';
import { at } from './columns.ts';
import { co, kindNames, rt, rw, so, wr, ww } from './edges.ts';
import type { Graph } from './graph.ts';
import type { Breach } from './integrity.ts';
import type { Log, Value } from './log.ts';
import type { Cycle } from './shortest-cycle.ts';
import { type LostUpdate, nameOf } from './version-order.ts';

export interface WitnessEdge {
  readonly kind: (typeof kindNames)[number];
  readonly from: string;
  readonly to: string;
  readonly key?: string;
  /** ww and rw: the value that is overwritten; wr: the value read. */
  readonly before?: Value;
  readonly after?: Value;
  /** co: the transaction whose reads ask for this order. */
  readonly because?: string;
  /** The history does not say so, but the other order closes a cycle. */
  readonly inferred?: true;
  readonly says: string;
}
export interface Anomaly {
  readonly name: string;
  readonly transactions: readonly string[];
  /** A cycle, or empty for an anomaly of single operations. */
  readonly cycle: readonly WitnessEdge[];
  /** Whether no shorter cycle of its kind exists in its component. */
  readonly minimal: 'proven' | 'not proven';
  readonly says: string;
}

// ── cycles ───────────────────────────────────────────────────────────────────────────────────

export function cycleAnomaly(log: Log, graph: Graph, cycle: Cycle, name?: string): Anomaly {
  const edges = cycle.edges.map((edge, i) => {
    const following = cycle.edges[(i + 1) % cycle.edges.length] ?? edge;
    return witnessEdge(log, graph, edge, at(graph.from, following));
  });
  const said = edges.map(({ says }) => says);
  const last = said.pop() ?? '';
  return {
    name: name ?? nameOfCycle(graph, cycle),
    transactions: edges.map(({ from }) => from),
    cycle: edges,
    minimal: cycle.proven ? 'proven' : 'not proven',
    says: `${said.length > 0 ? `${said.join(', ')}, yet ` : ''}${last}: a contradiction`,
  };
}

/** Adya's name for the weakest phenomenon that the cycle is, and what else it takes. */
function nameOfCycle(graph: Graph, { edges }: Cycle): string {
  const kinds = edges.map((edge) => at(graph.kind, edge));
  const suffix = kinds.includes(rt) ? '-realtime' : kinds.includes(so) ? '-process' : '';
  const reads = kinds.filter((kind) => kind === rw).length;
  if (reads === 0) return `${kinds.includes(wr) ? 'G1c' : 'G0'}${suffix}`;
  if (reads === 1) return `G-single-item${suffix}`;
  const isAdjacent = kinds.some((kind, i) => kind === rw && kinds[(i + 1) % kinds.length] === rw);
  return `${isAdjacent ? 'G2-item' : 'G-nonadjacent-item'}${suffix}`;
}

/** Other names that a cycle goes by. */
export function aliasOf({ cycle, name }: Anomaly): string | null {
  const kinds = cycle.map(({ kind }) => kind).join(' ');
  const keys = new Set(cycle.map(({ key }) => key));
  if (kinds === 'rw rw' && keys.size === 2) return 'write-skew';
  if (name === 'G-nonadjacent-item' && cycle.length === 4 && keys.size === 2) return 'long-fork';
  const isOneKey = keys.size === 1 && cycle.length === 2;
  return isOneKey && (kinds === 'rw ww' || kinds === 'ww rw') ? 'lost-update' : null;
}

function witnessEdge(log: Log, graph: Graph, edge: number, toNode: number): WitnessEdge {
  const kind = at(graph.kind, edge);
  const kindName = kindNames[kind] ?? 'co';
  const [from, to] = [nameOf(log, at(graph.from, edge)), nameOf(log, toNode)];
  const ends = { kind: kindName, from, to };
  if (kind === so) return { ...ends, says: `${from} came before ${to} in their session` };
  if (kind === rt) return { ...ends, says: `${from} had ended before ${to} began` };
  const before = at(graph.before, edge);
  const key = log.keys[at(log.keyOf, before)] ?? '';
  if (kind === co) {
    const because = nameOf(log, at(graph.after, edge));
    const read = shown(log, before);
    const says =
      `${from} wrote ${key} before ${to} did, ` +
      `since ${because} had ${from} in its past and read ${read}`;
    return { ...ends, key, before: log.valueOf(before), because, says };
  }
  const after = kind === wr ? before : overwriter(log, graph, edge, toNode);
  const values = { key, before: log.valueOf(before), after: log.valueOf(after) };
  const says = sentence(log, kind, from, to, before, after);
  if (at(graph.inferred, edge) === 0) return { ...ends, ...values, says };
  return { ...ends, ...values, inferred: true, says: `${says} (the other order closes a cycle)` };
}

/** The version that overwrites: behind virtual nodes, that of the transaction they lead to. */
function overwriter(log: Log, graph: Graph, edge: number, toNode: number): number {
  let node = at(graph.to, edge);
  while (node >= graph.transactions) {
    let next = -1;
    for (let e = at(graph.first, node); e < at(graph.first, node + 1); e++) {
      if (at(graph.to, e) === toNode) return at(graph.after, e);
      if (at(graph.to, e) >= graph.transactions) next = at(graph.to, e);
    }
    if (next < 0) return at(log.initial, at(log.keyOf, at(graph.before, edge)));
    node = next;
  }
  return at(graph.after, edge);
}

function sentence(
  log: Log,
  kind: number,
  from: string,
  to: string,
  before: number,
  after: number,
): string {
  if (log.kind === 'lists') {
    const key = log.keys[at(log.keyOf, after)];
    const value = JSON.stringify(log.valueOf(after));
    const appended = `appended ${value} to ${key}`;
    if (kind === wr) return `${from} ${appended} before ${to} read it`;
    if (kind === rw) return `${from} read ${key} before ${to} ${appended}`;
    return `${from} appended ${JSON.stringify(log.valueOf(before))} before ${to} ${appended}`;
  }
  if (kind === wr) return `${from} wrote ${shown(log, before)} before ${to} read it`;
  const verb = kind === rw ? 'read' : kind === ww ? 'wrote' : 'precedes';
  return `${from} ${verb} ${shown(log, before)} before ${to} wrote ${shown(log, after)}`;
}

/** `x@3` for a version, `x=3` for a value. */
function shown(log: Log, version: number): string {
  const key = log.keys[at(log.keyOf, version)];
  const value = log.valueOf(version);
  if (log.kind === 'versions') return `${key}@${value}`;
  if (log.kind === 'lists') {
    return version === at(log.initial, at(log.keyOf, version))
      ? `${key} empty`
      : `${key} up to ${JSON.stringify(value)}`;
  }
  return `${key}=${JSON.stringify(value)}`;
}

// ── single operations ────────────────────────────────────────────────────────────────────────

export function breachAnomaly(log: Log, breach: Breach): Anomaly {
  const { name, transaction, version, other } = breach;
  const writer = at(log.writer, version);
  const involved = name === 'G1a' || name === 'G1b' || name === 'dirty-update';
  const second = name === 'dirty-update' ? at(log.writer, other) : writer;
  return {
    name,
    transactions: [
      nameOf(log, transaction),
      ...(involved && second >= 0 && second !== transaction ? [nameOf(log, second)] : []),
    ],
    cycle: [],
    minimal: 'proven',
    says: breachSentence(log, breach),
  };
}

function breachSentence(log: Log, { name, transaction, version, other }: Breach): string {
  const reader = nameOf(log, transaction);
  const writer = nameOf(log, at(log.writer, version));
  const read = `${reader} read ${shown(log, version)}`;
  const isOwn = other >= 0 && at(log.writer, other) === transaction;
  switch (name) {
    case 'garbage-read':
      return `${read}, which nobody wrote`;
    case 'G1a':
      return `${read}, which ${writer} wrote and took back when it failed`;
    case 'G1b':
      return `${read}, which ${writer} went on to overwrite itself`;
    case 'future-read':
      return `${read}, which it only wrote later`;
    case 'internal':
      return `${read}, after it had ${isOwn ? 'written' : 'read'} ${shown(log, other)}`;
    case 'dirty-update':
      return (
        `${reader} wrote ${shown(log, version)} on top of ${shown(log, other)}, ` +
        `which ${nameOf(log, at(log.writer, other))} took back when it failed`
      );
    case 'incompatible-order':
      return `${read}, in an order that another read of the key contradicts`;
    case 'duplicate-elements':
      return `${shown(log, version)} stands twice in one list, though it was appended once`;
  }
}

export function lostUpdateAnomaly(log: Log, lost: LostUpdate): Anomaly {
  const [first, second] = [nameOf(log, lost.first), nameOf(log, lost.second)];
  const key = log.keys[at(log.keyOf, lost.version)];
  return {
    name: 'lost-update',
    transactions: [first, second],
    cycle: [],
    minimal: 'proven',
    says:
      `${first} and ${second} both read ${shown(log, lost.version)} and wrote ${key}: ` +
      `whichever came second lost the other's write`,
  };
}

export function staleInitialAnomaly(log: Log, name: string, stale: StaleInitial): Anomaly {
  const [reader, before] = [nameOf(log, stale.reader), nameOf(log, stale.before)];
  const key = log.keys[at(log.keyOf, stale.version)];
  return {
    name,
    transactions: [before, reader],
    cycle: [],
    minimal: 'proven',
    says:
      `${before}, which wrote ${key}, was in the past of ${reader}, ` +
      `yet ${reader} read ${shown(log, stale.version)}, as it was before anybody wrote it`,
  };
}
