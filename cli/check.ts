/** `shardcheck check`: the gate. */
import {
  assessSuite,
  type CheckReport,
  exitCodeOf,
  idleActions,
  type JudgedSuite,
} from '../checker/check/conclusion.ts';
import { judgeSuite } from '../checker/check/judge-suite.ts';
import { type ProfileName, profiles } from '../checker/check/profiles.ts';
import { suiteLines } from '../checker/report/claims.ts';
import { checkJson } from '../checker/report/json.ts';
import { colourful, plain } from '../checker/report/style.ts';
import { type BudgetFlags, budgetOf, type Setting, settingsFor } from './flags.ts';
import { writeJson } from './output.ts';
import { select } from './select.ts';
import type { Surroundings } from './surroundings.ts';

export interface CheckFlags extends BudgetFlags {
  readonly profile: ProfileName;
  readonly set?: readonly Setting[];
  readonly time?: number;
  readonly json?: string;
  readonly save?: string;
  readonly quiet?: boolean;
}

export async function check(
  selects: readonly string[],
  flags: CheckFlags,
  surroundings: Surroundings,
): Promise<number> {
  const selection = await select(selects, surroundings.cwd);
  const start = surroundings.now();
  const paint = surroundings.hasColour ? colourful : plain;
  const budget = budgetOf(flags, profiles);
  const suites: JudgedSuite[] = [];
  for (const { suite } of selection.suites) {
    const begin = surroundings.now();
    const set = settingsFor(suite.protocol, flags.set ?? []);
    const judgement = judgeSuite(suite, { set, budget, recordings: [] });
    const claims = assessSuite(suite, judgement, Object.keys(set).length === 0);
    const seconds = (surroundings.now() - begin) / 1000;
    const judged = { suite, judgement, failure: null, claims, seconds };
    suites.push(judged);
    if (flags.json !== '-') surroundings.out(`${suiteLines(judged, paint).join('\n')}\n`);
  }
  const problems = idleActions(suites);
  const report: CheckReport = {
    seed: budget.seed,
    profile: flags.profile,
    suites,
    problems,
    seconds: (surroundings.now() - start) / 1000,
    exitCode: exitCodeOf(suites, problems, false),
  };
  if (flags.json !== undefined) writeJson(flags.json, checkJson(report), surroundings);
  return report.exitCode;
}
