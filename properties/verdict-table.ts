/** The catalogue of claims as a page of tables: what `docs/verdicts.md` must say. */
import type { AnyProtocol, Claim, Suite } from '../checker/protocol.ts';

export function verdictTable(catalogue: readonly Suite[]): string {
  const protocols = [...new Set(catalogue.map((suite) => suite.protocol))];
  return [
    '# Verdicts',
    '',
    'Every claim of the catalogue. Written by `npm run docs`, proven by `npm start`.',
    '',
    'A length is the number of steps of a shortest execution, proven by exhaustive search; the',
    'listed one is that of the source or of the catalogue the models are written from. `fused`',
    'merges the steps of delivery with those that cause them, `explicit` makes them steps of their',
    'own.',
    ...protocols.flatMap((protocol) => section(protocol, catalogue)),
    '',
  ].join('\n');
}

function section(protocol: AnyProtocol, catalogue: readonly Suite[]): readonly string[] {
  const suites = catalogue.filter((suite) => suite.protocol === protocol);
  const isAblated = (suite: Suite): boolean =>
    Object.hasOwn(protocol.ablations, suite.variant.split('@')[0] ?? '');
  return [
    '',
    `## ${protocol.name}`,
    '',
    `${protocol.source}; section ${protocol.section}.`,
    '',
    '### As claimed',
    '',
    ...claimedTable(suites.filter((suite) => !isAblated(suite))),
    '',
    '### With one protection removed',
    '',
    ...ablationTable(protocol, suites.filter(isAblated)),
  ];
}

/** A row a property, a column a variant. */
function claimedTable(suites: readonly Suite[]): readonly string[] {
  const names = [...new Set(suites.flatMap(({ claims }) => claims.map(nameOf)))];
  return [
    row(['property', ...suites.map(({ variant }) => variant)]),
    row(['---', ...suites.map(() => '---')]),
    ...names.map((name) =>
      row([
        name,
        ...suites.map(({ claims }) => {
          const claim = claims.find((one) => nameOf(one) === name);
          return claim === undefined ? '' : told(claim);
        }),
      ]),
    ),
  ];
}

const nameOf = (claim: Claim): string =>
  claim.property.invariant === 'witness'
    ? claim.property.name
    : `${claim.property.invariant}: ${claim.property.name}`;

function told({ expected, givenUp, length }: Claim): string {
  const words = givenUp ? 'given up by design' : expected;
  return length === null ? words : `${words} (${length})`;
}

/** A row an ablation and a property it breaks; both deliveries beside the listed length. */
function ablationTable(protocol: AnyProtocol, suites: readonly Suite[]): readonly string[] {
  const heads = ['id', 'variant', 'removes', 'breaks', 'fused', 'explicit', 'listed', 'note'];
  return [
    row(heads),
    row(heads.map(() => '---')),
    ...Object.entries(protocol.ablations).flatMap(([name, ablation]) => {
      const own = suites.filter(({ variant }) => variant.split('@')[0] === name);
      const broken = new Set(own.flatMap(({ claims }) => claims.filter(isDecisive).map(nameOf)));
      return [...broken].map((property) => {
        const find = (isExplicit: boolean): Claim | undefined =>
          own
            .filter(({ variant }) => variant.includes('explicit') === isExplicit)
            .flatMap(({ claims }) => claims)
            .find((claim) => nameOf(claim) === property);
        const [fused, explicit] = [find(false), find(true)];
        const notes = [...new Set([fused?.note, explicit?.note])].filter((one) => one !== null);
        return row([
          ablation.id,
          name,
          ablation.removes,
          property,
          outcome(fused),
          outcome(explicit),
          String(fused?.listed ?? explicit?.listed ?? '–'),
          notes.join(' '),
        ]);
      });
    }),
  ];
}

/** What an ablation is there to show: what it breaks, or that it breaks nothing. */
function isDecisive(claim: Claim): boolean {
  return claim.expected !== 'witnessed' && !claim.givenUp;
}

function outcome(claim: Claim | undefined): string {
  if (claim === undefined) return '–';
  return claim.expected === 'violated' ? String(claim.length ?? '?') : claim.expected;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
