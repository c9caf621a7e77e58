/** `shardcheck list`: what there is to check. */
import type { Suite } from '../checker/protocol.ts';
import { ablationOf, titleOf } from '../checker/report/claims.ts';
import { listJson } from '../checker/report/json.ts';
import {
  aligned,
  colourful,
  counted,
  lineWidth,
  plain,
  shorten,
  wrap,
} from '../checker/report/style.ts';
import { writeJson } from './output.ts';
import { select } from './select.ts';
import type { Surroundings } from './surroundings.ts';

export interface ListFlags {
  readonly json?: string;
}

export async function list(
  selects: readonly string[],
  flags: ListFlags,
  surroundings: Surroundings,
): Promise<number> {
  const { suites: selected } = await select(selects, surroundings.cwd);
  const suites = selected.map(({ suite }) => suite);
  if (flags.json !== undefined) writeJson(flags.json, listJson(suites), surroundings);
  if (flags.json !== '-') surroundings.out(`${listText(suites, surroundings).join('\n')}\n`);
  return 0;
}

function listText(suites: readonly Suite[], { hasColour }: Surroundings): string[] {
  const paint = hasColour ? colourful : plain;
  const lines: string[] = [];
  for (const protocol of new Set(suites.map((suite) => suite.protocol))) {
    if (lines.length > 0) lines.push('');
    lines.push(paint('bold', protocol.name));
    const source = `section ${protocol.section}: ${protocol.source}`;
    for (const line of wrap(source, lineWidth - 2)) lines.push(`  ${paint('dim', line)}`);
    for (const suite of suites.filter((one) => one.protocol === protocol)) {
      lines.push(`  ${headOf(suite)}`);
      for (const row of claimRows(suite)) lines.push(`    ${paint('dim', row)}`);
    }
  }
  const protocols = new Set(suites.map(({ protocol }) => protocol)).size;
  const claims = suites.reduce((sum, suite) => sum + suite.claims.length, 0);
  lines.push(
    '',
    [
      counted(protocols, 'protocol'),
      counted(suites.length, 'variant'),
      counted(claims, 'claim'),
    ].join(', '),
  );
  return lines;
}

function headOf(suite: Suite): string {
  const title = titleOf(suite).slice(suite.protocol.name.length + 1);
  return shorten(ablationOf(suite) === null ? suite.variant : title, lineWidth - 2);
}

function claimRows(suite: Suite): readonly string[] {
  const rows = suite.claims.map(({ property, expected, givenUp, length }) => [
    expected,
    property.name,
    property.invariant,
    givenUp ? 'given up by design' : length === null ? '' : `shortest ${length}`,
  ]);
  return aligned(rows).map((row) => shorten(row, lineWidth - 4));
}
