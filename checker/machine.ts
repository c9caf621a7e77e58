/**
 * One instance of a protocol, ready to run: parameters settled, rules removed as the variant says,
 * every action with every argument written out as a step.
 */
import { freeze, produce } from 'immer';
import { DivergenceError, InputError, ModelError } from './errors.ts';
import type { Action, Actor, AnyAction, AnyProtocol, Argument, Context } from './protocol.ts';
import { changeOf, type ParameterValues, settle } from './settings.ts';
import { canonical, OutsideShape, pathTo, type Shape, shapeOf } from './state.ts';

export type { ParameterValue, ParameterValues } from './settings.ts';

/** A state of whatever protocol the machine runs: plain data, never changed in place. */
export type State = object;

export interface Machine {
  readonly protocol: AnyProtocol;
  readonly variant: string;
  readonly parameters: ParameterValues;
  readonly initial: State;
  readonly shape: Shape;
  /** In the order of the protocol's actions, then of their arguments: the order of every search. */
  readonly steps: readonly Step[];
}

/** One action with its arguments. */
export interface Step {
  readonly index: number;
  readonly action: Action;
  readonly actor: Actor;
  /** Rules of the protocol. */
  readonly rules: readonly NamedRule[];
  /** Limits of the instance. */
  readonly bounds: readonly NamedRule[];
  /** The recipe; it changes its draft in place. */
  readonly effect: (draft: State) => void;
  readonly says: (state: State) => string;
  readonly concerns: (state: State) => readonly number[];
}
export interface NamedRule {
  readonly name: string;
  readonly holds: (state: State) => boolean;
}

/**
 * @param variant `baseline`, a variant, an ablation, or `ablation@variant`.
 * @param settings Parameters on top of what the variant sets.
 * @param without Further rules to remove, as "action: rule".
 * @throws InputError for an unknown variant, parameter, value or rule; ModelError for an initial
 * state that is not plain data.
 */
export function instantiate(
  protocol: AnyProtocol,
  variant: string,
  settings: Readonly<Record<string, unknown>> = {},
  without: readonly string[] = [],
): Machine {
  const change = changeOf(protocol, variant);
  const parameters = settle(protocol, { ...change.set, ...settings });
  const removed = new Set([...change.without, ...without]);
  const initial = protocol.init(parameters as never) as State;
  const named = `${protocol.name}/${variant}`;
  const shape = inModel(
    () => `${named}: init`,
    initial,
    () => shapeOf(initial),
  );
  const actions = protocol.actions(parameters as never);
  checkRuleNames(named, actions, removed);
  const steps: Step[] = [];
  for (const [type, action] of Object.entries(actions)) {
    for (const args of combinations(action.over)) {
      steps.push(stepOf(steps.length, type, action, args, removed));
    }
  }
  const plain = JSON.parse(canonical(initial, shape)) as State;
  return { protocol, variant, parameters, initial: freeze(plain, true), shape, steps };
}

function checkRuleNames(
  named: string,
  actions: Readonly<Record<string, AnyAction>>,
  removed: ReadonlySet<string>,
): void {
  const known = ruleNames(actions);
  for (const name of removed) {
    if (known.includes(name)) continue;
    const list = known.map((rule) => `\n  ${rule}`).join('');
    throw new InputError(`${named} removes a rule that does not exist: "${name}"; known:${list}`);
  }
}

/** Every rule of a protocol as "action: rule". */
export function ruleNames(actions: Readonly<Record<string, AnyAction>>): readonly string[] {
  return Object.entries(actions).flatMap(([type, action]) =>
    Object.keys(action.when).map((rule) => `${type}: ${rule}`),
  );
}

type Arguments = Readonly<Record<string, Argument>>;

function combinations(over: Readonly<Record<string, readonly Argument[]>>): Arguments[] {
  let all: Arguments[] = [{}];
  for (const [name, values] of Object.entries(over)) {
    all = all.flatMap((args) => values.map((value) => ({ ...args, [name]: value })));
  }
  return all;
}

function stepOf(
  index: number,
  type: string,
  action: AnyAction,
  args: Arguments,
  removed: ReadonlySet<string>,
): Step {
  // The functions of a model are typed where it is written; here every state and argument record
  // is just data, and `never` says that this file cannot make one up.
  const bind = (rules: AnyAction['when']): NamedRule[] =>
    Object.entries(rules)
      .filter(([name]) => rules !== action.when || !removed.has(`${type}: ${name}`))
      .map(([name, rule]) => ({ name, holds: (state) => rule(state as never, args as never) }));
  const { concerns } = action;
  const byArgument = typeof args['tx'] === 'number' ? [args['tx']] : [];
  return {
    index,
    action: Object.freeze({ type, ...args }),
    actor: action.actor,
    rules: bind(action.when),
    bounds: bind(action.bound),
    effect: (draft) => action.then(draft as never, args as never),
    says: (state) => action.says(args as never, state as never),
    concerns: (state) => (concerns === null ? byArgument : concerns(args as never, state as never)),
  };
}

// ── running ──────────────────────────────────────────────────────────────────────────────────

export function passesRules(step: Step, state: State): boolean {
  for (const rule of step.rules) if (!rule.holds(state)) return false;
  return true;
}
export function withinBounds(step: Step, state: State): boolean {
  for (const bound of step.bounds) if (!bound.holds(state)) return false;
  return true;
}
export function isEnabled(step: Step, state: State): boolean {
  return passesRules(step, state) && withinBounds(step, state);
}

/** The name of the first rule or bound that refuses the step, or null if it is enabled. */
export function refusalOf(step: Step, state: State): string | null {
  const refuses = (rule: NamedRule): boolean => !rule.holds(state);
  return [...step.rules, ...step.bounds].find(refuses)?.name ?? null;
}

/** Steps that may happen in a state, in the order of the machine. */
export function enabledSteps(machine: Machine, state: State): readonly Step[] {
  const enabled: Step[] = [];
  let asked: Step | null = null;
  inModel(
    () => `${nameOf(machine)}, rules of ${asked === null ? 'no step' : show(asked.action)}`,
    state,
    () => {
      for (const step of machine.steps) {
        asked = step;
        if (isEnabled(step, state)) enabled.push(step);
      }
    },
  );
  return enabled;
}

/**
 * The pure reducer: immer's `produce` around the recipe. The state is plain, as `machine.initial`
 * and every result are; it is not changed, and the result is frozen.
 *
 * @throws InputError if the action does not exist or is not enabled, naming the rule.
 */
export function reduce(machine: Machine, state: State, action: Action): State {
  const step = findStep(machine, action);
  const refusal = refusalOf(step, state);
  if (refusal !== null) {
    throw new InputError(`${show(action)} is not enabled: refused by "${refusal}"`);
  }
  return inModel(
    () => `${nameOf(machine)}, ${show(action)}`,
    state,
    () => produce(state, (draft: State) => step.effect(draft)),
  );
}

/** @throws InputError if the machine has no such action. */
export function findStep(machine: Machine, action: Action): Step {
  const wanted = keyOf(action);
  const step = stepIndex(machine).get(wanted);
  if (step !== undefined) return step;
  const types = [...new Set(machine.steps.map((other) => other.action.type))];
  if (types.includes(action.type)) {
    throw new InputError(`${show(action)} is outside the bounds of ${nameOf(machine)}`);
  }
  throw new InputError(`action expected one of ${types.join(', ')}, got "${action.type}"`);
}

const stepIndices = new WeakMap<Machine, ReadonlyMap<string, Step>>();
function stepIndex(machine: Machine): ReadonlyMap<string, Step> {
  const known = stepIndices.get(machine);
  if (known !== undefined) return known;
  const index = new Map(machine.steps.map((step) => [keyOf(step.action), step]));
  stepIndices.set(machine, index);
  return index;
}
function keyOf(action: Action): string {
  return JSON.stringify(Object.entries(action).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function nameOf(machine: Machine): string {
  return `${machine.protocol.name}/${machine.variant}`;
}

/** `credit shard=1 block=3` */
export function show(action: Action): string {
  const args = Object.entries(action).filter(([name]) => name !== 'type');
  return [action.type, ...args.map(([name, value]) => `${name}=${JSON.stringify(value)}`)].join(
    ' ',
  );
}

/** Runs code of a model; what it throws becomes a `ModelError` that says where. */
export function inModel<T>(place: () => string, state: unknown, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const where = place();
    if (error instanceof OutsideShape) {
      const path = pathTo(state, error.object) ?? '';
      const key = /^\d+$/.test(error.key) ? `[${error.key}]` : `.${error.key}`;
      throw new ModelError(`${where}: reads state${path}${key}, which does not exist`);
    }
    if (error instanceof DivergenceError || error instanceof InputError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    // The engine's own words for a write to something frozen.
    const [, key] = /(?:read only|add|delete|define) property '?([^\s',]+)/.exec(message) ?? [];
    if (key !== undefined) {
      throw new ModelError(`${where}: writes to "${key}" of the state; only \`then\` may write`);
    }
    throw new ModelError(`${where}: ${message}`, { cause: error });
  }
}

// ── what a property may ask ──────────────────────────────────────────────────────────────────

export function contextOf(machine: Machine, state: State): Context {
  return {
    canProgress: (tx) =>
      machine.steps.some(
        (step) =>
          step.actor === 'honest' && step.concerns(state).includes(tx) && passesRules(step, state),
      ),
    isStuck: () =>
      !machine.steps.some((step) => step.actor !== 'adversary' && passesRules(step, state)),
  };
}

/** A state in which an honest or user step is stopped by a bound of the instance alone. */
export function isFrontier(machine: Machine, state: State): boolean {
  return machine.steps.some(
    (step) => step.actor !== 'adversary' && passesRules(step, state) && !withinBounds(step, state),
  );
}
