/** `shardcheck list`: what there is to check. */
import type { AnyProtocol, Suite } from '../checker/protocol.ts';
import { ablationOf } from '../checker/report/claims.ts';
import { listJson } from '../checker/report/json.ts';
import {
  aligned,
  colourful,
  counted,
  lineWidth,
  type Paint,
  plain,
  shorten,
  wrap,
} from '../checker/report/style.ts';
import { writeJson } from './output.ts';
import { type Selection, select, variantsInFull } from './select.ts';
import type { Surroundings } from './surroundings.ts';

export interface ListFlags {
  readonly json?: string;
}

export async function list(
  selects: readonly string[],
  flags: ListFlags,
  surroundings: Surroundings,
): Promise<number> {
  const selection = await select(selects, surroundings.cwd);
  const suites = selection.suites.map(({ suite }) => suite);
  if (flags.json !== undefined) writeJson(flags.json, listJson(suites), surroundings);
  if (flags.json === '-') return 0;
  const paint = surroundings.hasColour ? colourful : plain;
  surroundings.out(`${listText(suites, protocolsOf(selection), paint).join('\n')}\n`);
  return 0;
}

/** Without a pattern, also those about which nothing is claimed. */
function protocolsOf({ sources, patterns, suites }: Selection): readonly AnyProtocol[] {
  const claimed = suites.map(({ suite }) => suite.protocol);
  const all = patterns.length === 0 ? sources.flatMap((source) => source.protocols) : [];
  return [...new Set([...claimed, ...all])];
}

function listText(
  suites: readonly Suite[],
  protocols: readonly AnyProtocol[],
  paint: Paint,
): readonly string[] {
  const isLong = suites.length > variantsInFull;
  const lines = protocols.flatMap((protocol) => {
    const own = suites.filter((suite) => suite.protocol === protocol);
    const rows = isLong ? variantRows(own) : own.flatMap((suite) => suiteRows(suite, paint));
    const source = wrap(`section ${protocol.section}: ${protocol.source}`, lineWidth - 2);
    return [
      paint('bold', protocol.name),
      ...source.map((line) => `  ${paint('dim', line)}`),
      ...(own.length === 0 ? ['  no claims'] : rows),
      '',
    ];
  });
  const claims = suites.reduce((sum, suite) => sum + suite.claims.length, 0);
  const counts = [
    counted(protocols.length, 'protocol'),
    counted(suites.length, 'variant'),
    counted(claims, 'claim'),
  ];
  return [...lines, `${counts.join(', ')}${isLong ? '; name one to see its claims' : ''}`];
}

function variantRows(suites: readonly Suite[]): readonly string[] {
  const rows = suites.map((suite) => {
    const ablation = ablationOf(suite);
    const what = ablation === null ? '' : `${ablation.id}  without: ${ablation.removes}`;
    return [suite.variant, counted(suite.claims.length, 'claim'), what];
  });
  return aligned(rows).map((row) => `  ${shorten(row, lineWidth - 2)}`);
}

function suiteRows(suite: Suite, paint: Paint): readonly string[] {
  const ablation = ablationOf(suite);
  const what = ablation === null ? '' : `  ${ablation.id}  without: ${ablation.removes}`;
  const rows = suite.claims.map(({ property, expected, givenUp, length }) => [
    expected,
    property.name,
    property.invariant,
    givenUp ? 'given up by design' : length === null ? '' : `shortest ${length}`,
  ]);
  return [
    `  ${shorten(suite.variant + what, lineWidth - 2)}`,
    ...aligned(rows).map((row) => `    ${paint('dim', shorten(row, lineWidth - 4))}`),
  ];
}
