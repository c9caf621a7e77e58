/**
 * An execution as a story: one line a step in the protocol's own wording, and what the ledger says
 * after it, as far as the property reads it.
 */
import { findStep, type Machine, reduce, type State } from '../machine.ts';
import type { Action, AnyProperty } from '../protocol.ts';
import type { Change } from './changes.ts';
import { ledgerItems } from './ledger.ts';
import { lineWidth, type Paint, wrap } from './style.ts';

export interface StoryStep {
  readonly index: number;
  readonly says: string;
  /** Null for the start. */
  readonly actor: string | null;
  readonly after: State;
  /** What the step changed; empty where the story does not tell. */
  readonly changes: readonly Change[];
}

/** @throws InputError for an action that is not enabled. */
export function tell(machine: Machine, actions: readonly Action[]): readonly StoryStep[] {
  let state = machine.initial;
  const steps: StoryStep[] = [start(machine)];
  for (const [place, action] of actions.entries()) {
    const step = findStep(machine, action);
    const says = step.says(state);
    state = reduce(machine, state, action);
    steps.push({ index: place + 1, says, actor: step.actor, after: state, changes: [] });
  }
  return steps;
}

export function start({ initial }: Machine): StoryStep {
  return { index: 0, says: '(start)', actor: null, after: initial, changes: [] };
}

/** Lines of a story. The ledger stands beside the steps where it fits, and else below them. */
export function storyLines(
  machine: Machine,
  property: AnyProperty,
  steps: readonly StoryStep[],
  paint: Paint,
): readonly string[] {
  const ledgers = steps.map(({ after }) => ledgerItems(machine, after, property.on).join('   '));
  const indexWidth = String(steps.length - 1).length + 2;
  const sayWidth = Math.max(...steps.map(({ says }) => says.length));
  const margin = indexWidth + 2;
  const ledgerWidth = Math.max(...ledgers.map((text) => text.length));
  const isBeside =
    margin + sayWidth + 2 + ledgerWidth <= lineWidth && steps.every((s) => s.changes.length === 0);
  return steps.flatMap((step, place) => {
    const ledger = ledgers[place] ?? '';
    const head = `${String(step.index).padStart(indexWidth)}  `;
    const [first = '', ...rest] = wrap(step.says, lineWidth - margin);
    const says = step.actor === 'adversary' ? paint('red', first) : first;
    if (isBeside) {
      const gap = ' '.repeat(sayWidth - first.length + 2);
      return [`${head}${says}${ledger === '' ? '' : gap + paint('dim', ledger)}`];
    }
    const indent = ' '.repeat(margin);
    const isSame = place > 0 && ledger === ledgers[place - 1];
    return [
      head + says,
      ...rest.map((line) => indent + line),
      ...changeLines(step.changes, `${indent}  `, paint),
      ...(isSame ? [] : ledgerLines(ledger, `${indent}  `, paint)),
    ];
  });
}

function changeLines(changes: readonly Change[], indent: string, paint: Paint): readonly string[] {
  const width = Math.max(0, ...changes.map(({ path }) => path.length));
  return changes.flatMap(({ path, from, to }) => {
    const text = `${path.padEnd(width)}  ${from} → ${to}`;
    return wrapped(text, indent).map((line) => paint('dim', line));
  });
}

function ledgerLines(ledger: string, indent: string, paint: Paint): readonly string[] {
  if (ledger === '') return [];
  return wrapped(`= ${ledger}`, indent).map((line) => paint('bold', line));
}

/** Continued lines stand two further in. */
function wrapped(text: string, indent: string): readonly string[] {
  const lines = wrap(text, lineWidth - indent.length - 2);
  return lines.map((line, place) => `${indent}${place === 0 ? '' : '  '}${line.trimEnd()}`);
}
