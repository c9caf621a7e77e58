/** Protocols drawn as data: each part is a name for code, so that a machine can be sent to a thread. */
import fc from 'fast-check';
import { instantiate, type Machine } from '../machine.ts';
import { type AnyProperty, type AnyProtocol, protocol, range } from '../protocol.ts';

/** What a machine and its properties are made of. */
export interface DrawnMachine {
  readonly actions: readonly Drawn[];
  readonly properties: readonly Condition[];
}

interface Cell {
  level: number;
  owner: string | null;
}
interface State {
  cells: Cell[];
  spare: Cell;
  turn: number;
  box: number | readonly number[] | { inside: number } | null;
  queue: number[];
  grid: number[][];
}

type Operation =
  | { readonly kind: 'raise' | 'own' | 'swap' | 'copy' | 'take' | 'move' }
  | { readonly kind: 'turn' | 'box' | 'queue' | 'grid' | 'shift'; readonly amount: number };
type Condition =
  | { readonly kind: 'level' | 'turn' | 'sum' | 'queue' | 'grid'; readonly is: number }
  | { readonly kind: 'owned' | 'boxed' | 'always' };
interface Drawn {
  readonly actor: 'honest' | 'user' | 'adversary';
  readonly hasCell: boolean;
  readonly when: readonly Condition[];
  readonly bound: readonly Condition[];
  readonly then: readonly Operation[];
}

const levelCount = 3;
const amount = fc.nat({ max: 2 });

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ kind: fc.constantFrom('level', 'turn', 'sum', 'queue', 'grid'), is: amount }),
  fc.record({ kind: fc.constantFrom('owned', 'boxed', 'always') }),
);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constantFrom('raise', 'own', 'swap', 'copy', 'take', 'move') }),
  fc.record({ kind: fc.constantFrom('turn', 'box', 'queue', 'grid', 'shift'), amount }),
);
const drawnAction: fc.Arbitrary<Drawn> = fc.record({
  actor: fc.constantFrom('honest', 'user', 'adversary'),
  hasCell: fc.boolean(),
  when: fc.array(condition, { maxLength: 2 }),
  bound: fc.array(condition, { maxLength: 1 }),
  then: fc.array(operation, { minLength: 1, maxLength: 3 }),
});

/** A state as rules, effects and properties read it; only effects change it. */
function test1(state: State, at: Condition, cell: number): boolean {
  switch (at.kind) {
    case 'level':
      return state.cells[cell]?.level !== at.is;
    case 'turn':
      return state.turn !== at.is;
    case 'sum':
      return state.cells.reduce((sum, { level }) => sum + level, 0) % levelCount !== at.is;
    case 'queue':
      return state.queue.length > at.is || state.queue.includes(at.is);
    case 'grid':
      return state.grid.some((row) => row.includes(at.is));
    case 'owned':
      return state.cells.some(({ owner }) => owner !== null);
    case 'boxed':
      return state.box !== null && typeof state.box !== 'number';
    case 'always':
      return true;
  }
}

function run(draft: State, { kind, ...rest }: Operation, cell: number): void {
  const by = 'amount' in rest ? rest.amount : 0;
  const here = draft.cells[cell];
  const other = draft.cells[(cell + 1) % draft.cells.length];
  if (here === undefined || other === undefined) throw new Error('cells are fixed');
  switch (kind) {
    case 'raise':
      here.level = (here.level + 1) % levelCount;
      return;
    case 'own':
      here.owner = here.owner === null ? `turn ${draft.turn}` : null;
      return;
    case 'swap':
      draft.cells[cell] = other;
      draft.cells[(cell + 1) % draft.cells.length] = here;
      return;
    case 'copy':
      draft.spare = { ...here };
      return;
    case 'take': {
      const kept = draft.spare;
      draft.spare = here;
      draft.cells[cell] = kept;
      kept.level = 0;
      return;
    }
    case 'move':
      draft.cells = draft.cells.map((_, index, all) => ({
        ...(all[all.length - 1 - index] ?? here),
      }));
      return;
    case 'turn':
      draft.turn = (draft.turn + by) % levelCount;
      return;
    case 'box':
      draft.box = [null, [here.level, by], { inside: by }][(draft.turn + by) % 3] ?? null;
      return;
    case 'queue':
      if (draft.queue.length < 2) draft.queue.push(by);
      else draft.queue.shift();
      return;
    case 'grid':
      (draft.grid[by % 2] ?? []).reverse();
      return;
    case 'shift':
      for (const row of draft.grid) row[0] = ((row[0] ?? 0) + by) % levelCount;
      return;
  }
}

const rules = (conditions: readonly Condition[]) =>
  Object.fromEntries(
    conditions.map((at, index) => [
      `${index}: ${at.kind}`,
      (state: unknown, args: { readonly cell?: number }) =>
        test1(state as State, at, args.cell ?? 0),
    ]),
  );

function protocolOf(drawn: readonly Drawn[]): AnyProtocol {
  return protocol({
    name: 'drawn',
    source: 'fast-check',
    section: '',
    version: 1,
    parameters: {},
    init: (): State => ({
      cells: range(2).map(() => ({ level: 0, owner: null })),
      spare: { level: 1, owner: null },
      turn: 0,
      box: null,
      queue: [],
      grid: [
        [0, 1],
        [2, 0],
      ],
    }),
  })({
    ablations: {},
    actions: (_, action) =>
      Object.fromEntries(
        drawn.map(({ actor, hasCell, when, bound, then }, index) => [
          `act${index}`,
          action({
            actor,
            over: hasCell ? { cell: range(2) } : { cell: [0] },
            when: rules(when),
            bound: rules(bound),
            then: (draft, { cell }) => {
              for (const each of then) run(draft as State, each, cell);
            },
            says: () => `act ${index}`,
            concerns: ({ cell }, state) => (state.turn === 0 ? [cell] : [0, 1]),
          }),
        ]),
      ),
    ledger: {
      chains: (state) => [
        { chain: 'queue', canonical: state.queue.map(String), final: [String(state.turn)] },
      ],
    },
  });
}

const nothing: Condition = { kind: 'always' };

/** A property of each kind, on the state or on an aspect, some asking what is enabled. */
export function propertiesOf({ properties }: DrawnMachine): AnyProperty[] {
  const [one = nothing, two = nothing] = properties;
  const head = (name: string) => ({ name, invariant: name, means: name, on: 'state' as const });
  const holds = (at: Condition) => (state: never) => test1(state, at, 0);
  return [
    { ...head('always'), kind: 'always', violation: (state) => (holds(one)(state) ? null : 'no') },
    {
      ...head('levels'),
      kind: 'always',
      violation: (state: State, context) =>
        state.turn === 2 && !context.canProgress(1) ? `stuck at ${state.cells[0]?.level}` : null,
    } as AnyProperty,
    {
      ...head('stuck'),
      kind: 'always',
      violation: (_, context) => (context.isStuck() ? 'stuck' : null),
    },
    { ...head('sometimes'), kind: 'sometimes', goal: holds(two) },
    { ...head('recoverable'), kind: 'recoverable', goal: holds(two) },
    { ...head('eventually'), kind: 'eventually', goal: holds(two) },
    {
      ...head('still'),
      kind: 'recoverable',
      goal: (state: State, context: { isStuck: () => boolean }) =>
        state.queue.length === 0 || context.isStuck(),
    } as AnyProperty,
    {
      ...head('step'),
      kind: 'step',
      violation: (before: State, action: { type: string }, after: State) =>
        before.turn === 1 && after.turn === 0 && action.type !== 'act0' ? 'turned back' : null,
    } as AnyProperty,
    {
      name: 'chains',
      invariant: 'chains',
      means: 'chains',
      on: 'chains',
      kind: 'step',
      violation: (before: { canonical: readonly string[] }[], _: unknown, after: typeof before) =>
        (before[0]?.canonical.length ?? 0) > (after[0]?.canonical.length ?? 0) ? 'shorter' : null,
    } as unknown as AnyProperty,
  ];
}

export const drawnMachine: fc.Arbitrary<DrawnMachine> = fc.record({
  actions: fc.array(drawnAction, { minLength: 3, maxLength: 5 }),
  properties: fc.array(condition, { minLength: 2, maxLength: 2 }),
});

export function machineOf({ actions }: DrawnMachine): Machine {
  return instantiate(protocolOf(actions), 'baseline');
}
