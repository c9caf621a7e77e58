/**
 * What a state of QuarkChain keeps although it follows from the rest.
 *
 * Method: the definitions below walk from block to block and compare every block with every other,
 * the way the source tells it; they look at parents, pointers, tips and bodies alone and use none
 * of the model's own functions for it. Every reachable state of several instances is held against
 * them: of the protocol as claimed, and of the ablations that change what the fork choice or the
 * root chain lets through. If a kept value were wrong, the rules and the ledger that read it would
 * agree with each other and be wrong together; this is what keeps them apart.
 */
import { describe, expect, test } from 'vitest';
import { explore } from '../../checker/explore/explore.ts';
import { instantiate, reduce } from '../../checker/machine.ts';
import { type DeepReadonly, propertyOf } from '../../checker/protocol.ts';
import { quarkchain } from './quarkchain.ts';
import type { Deposit, Header, State } from './state.ts';
import { type Network, networkOf } from './traffic.ts';

type View = DeepReadonly<State>;
type Block = { readonly path: readonly number[] | null };
type Tree = readonly Block[];

/** The element of an index that is in range. */
function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`there is no ${index} here`);
  return found;
}
const heightIn = (ranks: number, slot: number): number => Math.ceil(slot / ranks);
const standing = (tree: Tree): readonly number[] =>
  [...tree.keys()].filter((slot) => at(tree, slot).path !== null);
const parentIn = (tree: Tree, slot: number): number => at(tree, slot).path?.at(-2) ?? 0;
/** From genesis up to a block, by parents. */
function lineage(tree: Tree, slot: number): readonly number[] {
  return slot === 0 ? [0] : [...lineage(tree, parentIn(tree, slot)), slot];
}
const isBelow = (tree: Tree, one: number, slot: number): boolean =>
  lineage(tree, slot).includes(one);

// ── heads ────────────────────────────────────────────────────────────────────────────────────

/** The one that is better than each of the others. */
function bestOf(
  slots: readonly number[],
  isBetter: (one: number, other: number) => boolean,
): number | null {
  return slots.find((one) => slots.every((other) => one === other || isBetter(one, other))) ?? null;
}

function headsBy({ p }: Network, { root, shards }: View): View['heads'] {
  const wins = (one: number, other: number): boolean =>
    p.ties === 'first-seen' ? one < other : one > other;
  const rootHeight = (slot: number): number => heightIn(p.rootRanks, slot);
  const head = bestOf(standing(root), (one, other) => {
    const higher = rootHeight(one) - rootHeight(other);
    return higher === 0 ? wins(one, other) : higher > 0;
  });
  if (head === null) throw new Error('a root chain has a head');
  const headOf = (tree: View['shards'][number], shard: number): number | null => {
    const pointer = (slot: number): number => at(tree, slot).root;
    const agreeing = standing(tree).filter((slot) => {
      const extendsConfirmed = isBelow(tree, at(at(root, head).tips, shard), slot);
      if (p.forkChoice === 'longest') return true;
      if (p.forkChoice === 'keeps-stale') return extendsConfirmed;
      return extendsConfirmed && isBelow(root, pointer(slot), head);
    });
    return bestOf(agreeing, (one, other) => {
      const higher = heightIn(p.shardRanks, one) - heightIn(p.shardRanks, other);
      if (higher !== 0) return higher > 0;
      const later = rootHeight(pointer(one)) - rootHeight(pointer(other));
      return later === 0 ? wins(one, other) : later > 0;
    });
  };
  return { root: head, shards: shards.map(headOf) };
}

// ── slots ────────────────────────────────────────────────────────────────────────────────────

function filledBy({ p }: Network, { root, shards }: View): View['filled'] {
  const count = (tree: Tree, heights: number, ranks: number): number[] =>
    Array.from(
      { length: heights },
      (_, below) => standing(tree).filter((slot) => heightIn(ranks, slot) === below + 1).length,
    );
  return {
    root: count(root, p.rootHeights, p.rootRanks),
    shards: shards.map((tree) => count(tree, p.shardHeights, p.shardRanks)),
  };
}

/** A path is the parent's and the block itself, one height above it; empty slots have none. */
function pathsBy(tree: Tree, ranks: number): readonly (readonly number[] | null)[] {
  return tree.map(({ path }, slot) => {
    if (path === null || slot === 0) return slot === 0 ? [] : null;
    const parent = parentIn(tree, slot);
    if (heightIn(ranks, slot) !== heightIn(ranks, parent) + 1) return null;
    return [...(at(tree, parent).path ?? []), slot];
  });
}

// ── deposits ─────────────────────────────────────────────────────────────────────────────────

/** What a block emits for a shard, by what it withdraws and processes. */
function emitted(
  { transactions }: Network,
  { body }: View['shards'][number][number],
  slot: number,
  to: number,
): readonly Deposit[] {
  const found: Deposit[] = [];
  for (const tx of body?.withdraws ?? []) found.push({ tx, leg: 0, block: slot });
  for (const { tx, leg } of body?.executes ?? []) found.push({ tx, leg: leg + 1, block: slot });
  return found.filter(({ tx, leg }) => at(transactions, tx).legs[leg]?.to === to);
}

/** What the root blocks up to one tell a shard, by the headers that each of them confirms. */
function newsBy(network: Network, state: View, root: number, shard: number): readonly Header[] {
  const found: Header[] = [];
  for (const slot of lineage(state.root, root).slice(1)) {
    const height = heightIn(network.p.rootRanks, slot);
    const before = at(state.root, parentIn(state.root, slot)).tips;
    for (const source of at(network.neighbours, shard)) {
      const tree = at(state.shards, source);
      const confirmed = lineage(tree, at(at(state.root, slot).tips, source)).filter(
        (block) => block > at(before, source),
      );
      for (const [round, block] of confirmed.entries()) {
        if (emitted(network, at(tree, block), block, shard).length === 0) continue;
        found.push({ height, shard: source, slot: block, round });
      }
    }
  }
  return found;
}

/** Everything that follows, as the state has it and as it should be. */
function derivedOf(network: Network, state: View): readonly (readonly [unknown, unknown])[] {
  const { p, shards } = network;
  const placesOf = (tree: Tree) => tree.map(({ path }) => path);
  const news = state.root.map(({ path }, slot) =>
    shards.map((to) => (path === null ? null : newsBy(network, state, slot, to))),
  );
  const lists = state.shards.map((tree) =>
    tree.map((block, slot) => shards.map((to) => emitted(network, block, slot, to))),
  );
  const held = state.shards.map((tree) =>
    tree.map((block) => shards.map((to) => block.lists?.[to]?.deposits ?? [])),
  );
  return [
    [state.heads.root, headsBy(network, state).root],
    [state.heads.shards, headsBy(network, state).shards],
    [state.filled.root, filledBy(network, state).root],
    [state.filled.shards, filledBy(network, state).shards],
    [placesOf(state.root), pathsBy(state.root, p.rootRanks)],
    [state.shards.map(placesOf), state.shards.map((tree) => pathsBy(tree, p.shardRanks))],
    [state.root.map((block) => block.news), news],
    [held, lists],
  ];
}

/** Values whose keys stand in different orders are the same. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(
          Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)),
        )
      : part,
  );
}

// ── instances ────────────────────────────────────────────────────────────────────────────────

/** The parameters of an instance are no part of its states, so each has a property of its own. */
function everythingFollows(network: Network) {
  return propertyOf(quarkchain, {
    name: 'what-is-kept-follows-from-the-blocks',
    invariant: 'derived',
    means: 'heads, heights, paths, news and lists are what the blocks say',
    on: 'state',
    kind: 'always',
    violation: (state) => {
      for (const [kept, due] of derivedOf(network, state)) {
        if (textOf(kept) === textOf(due)) continue;
        return `${textOf(kept)} should be ${textOf(due)}`;
      }
      return null;
    },
  });
}

const small = { rootHeights: 2, rootRanks: 2, shardHeights: 2, shardRanks: 2 };
const flat = { rootHeights: 1, rootRanks: 2, shardHeights: 1, shardRanks: 2, attacks: 6 };
const narrow = { rootHeights: 2, rootRanks: 2, shardHeights: 1, shardRanks: 1, attacks: 4 };
/** Variant, parameters, states. */
const instances: readonly (readonly [string, Readonly<Record<string, unknown>>, number])[] = [
  ['baseline', {}, 1944],
  ['root-forks', { attacks: 3, rootHeights: 7 }, 1199],
  ['ties-to-the-adversary', { attacks: 1 }, 121],
  ['explicit-lossy-network', {}, 298],
  ['opposite', { attacks: 1 }, 878],
  ['multi-hop', { attacks: 1 }, 248],
  ['converging', { attacks: 0 }, 474],
  ['no-root-first', { ...small, attacks: 2 }, 973],
  ['no-happens-before', { attacks: 1 }, 145],
  ['pointers-go-back', { attacks: 2, attacked: 'target' }, 388],
  ['keeps-stale-blocks', flat, 3347],
  ['root-confirms-strangers', narrow, 2264],
  ['processed-by-node', { attacks: 2, attacked: 'target' }, 222],
  ['no-g3', { ...small, attacks: 2 }, 1268],
];

describe('what is kept follows from the blocks', () => {
  test.each(instances)('%s %o: %i states', (variant, set, states) => {
    const machine = instantiate(quarkchain, variant, set);
    const network = networkOf(machine.parameters as never);
    const found = explore(machine, { properties: [everythingFollows(network)] });
    expect(found.findings.map(({ verdict, explanation }) => [verdict, explanation])).toEqual([
      ['holds', null],
    ]);
    expect([found.complete, found.states]).toEqual([true, states]);
  });

  test('a head that lags behind is found out', () => {
    const machine = instantiate(quarkchain, 'baseline', {});
    const network = networkOf(machine.parameters as never);
    const mined = reduce(machine, machine.initial, { type: 'mineShard', shard: 0 }) as State;
    const differences = (state: State): number =>
      derivedOf(network, state).filter(([kept, due]) => textOf(kept) !== textOf(due)).length;
    expect(differences(mined)).toBe(0);
    expect(differences({ ...mined, heads: { root: 0, shards: [0, 0] } })).toBe(1);
    expect(differences({ ...mined, filled: (machine.initial as State).filled })).toBe(1);
  });
});
