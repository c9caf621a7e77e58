/**
 * Is every rule of a protocol needed? Each is removed in turn, and the claims that hold with it
 * are judged without it.
 *
 * A rule is killed if some claim breaks without it (or the model itself: then it protects the
 * shape of the state), noticed if only the counts of states change, and survives if nothing does.
 * The last two need an argument: the rule is redundant, or a claim is missing.
 */
import { ModelError } from '../errors.ts';
import { instantiate, ruleNames } from '../machine.ts';
import type { AnyProtocol, Suite } from '../protocol.ts';
import { explore } from './explore.ts';

export type Fate =
  | { readonly kind: 'killed'; readonly by: string; readonly length: number; readonly in: string }
  | { readonly kind: 'needed'; readonly why: string; readonly in: string }
  | { readonly kind: 'noticed'; readonly in: string; readonly complete: boolean }
  | { readonly kind: 'survived' };

export interface RuleReport {
  readonly protocol: string;
  /** As "action: rule". */
  readonly rule: string;
  readonly fate: Fate;
}

/** The suites without an ablation: the protocol as claimed, in all its settings. */
export function claimedSuites(suites: readonly Suite[], protocol: AnyProtocol): readonly Suite[] {
  return suites.filter(
    (suite) =>
      suite.protocol === protocol &&
      (suite.variant === 'baseline' || Object.hasOwn(protocol.variants, suite.variant)),
  );
}

interface Reference {
  readonly suite: Suite;
  readonly states: number;
  readonly transitions: number;
}

/**
 * Without a rule a space may explode. A search is cut at twice the states that the rule allows,
 * and what it has not found counts as not found: the errors are on the side of an explanation more.
 *
 * @param suiteStatesMax Suites with more states than this are left out.
 */
export function* rulesWithoutWhich(
  protocol: AnyProtocol,
  suites: readonly Suite[],
  suiteStatesMax: number,
): Generator<RuleReport> {
  const references = suites
    .map((suite): Reference => {
      const machine = instantiate(protocol, suite.variant, suite.set);
      const stateCountMax = suiteStatesMax + 1;
      const { states, transitions } = explore(machine, { properties: [], stateCountMax });
      return { suite, states, transitions };
    })
    .filter(({ states }) => states <= suiteStatesMax)
    .sort((a, b) => a.states - b.states);
  const { parameters } = instantiate(protocol, 'baseline');
  for (const rule of ruleNames(protocol.actions(parameters as never))) {
    yield { protocol: protocol.name, rule, fate: fateOf(rule, references) };
  }
}

function fateOf(rule: string, references: readonly Reference[]): Fate {
  let fate: Fate = { kind: 'survived' };
  for (const reference of references) {
    const found = fateIn(reference, rule);
    if (found.kind === 'killed' || found.kind === 'needed') return found;
    if (found.kind === 'noticed' && fate.kind === 'survived') fate = found;
  }
  return fate;
}

function fateIn({ suite, ...counts }: Reference, rule: string): Fate {
  const properties = suite.claims
    .filter((claim) => claim.expected === 'holds')
    .map((claim) => claim.property);
  const named = suite.variant;
  try {
    const machine = instantiate(suite.protocol, suite.variant, suite.set, [rule]);
    const stateCountMax = 2 * counts.states + 1000;
    const found = explore(machine, { properties, stateCountMax });
    const broken = found.findings.find((finding) => finding.verdict === 'violated');
    if (broken !== undefined) {
      const length = broken.execution?.length ?? 0;
      return { kind: 'killed', by: broken.property.name, length, in: named };
    }
    const isSame = found.states === counts.states && found.transitions === counts.transitions;
    if (isSame) return { kind: 'survived' };
    return { kind: 'noticed', in: named, complete: found.complete };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { kind: 'needed', why: error.message, in: named };
  }
}
