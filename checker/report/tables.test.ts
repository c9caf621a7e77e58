/**
 * The tables at the end of a check, and the short form of its verdicts.
 *
 * Method: hand-made verdicts, as many kinds as there are marks, and the whole text they come to.
 */
import { expect, test } from 'vitest';
import type { JudgedClaim, JudgedSuite } from '../check/conclusion.ts';
import { evidenceOf, type Found, judgement } from '../check/judgement-fixture.ts';
import {
  type AnyProperty,
  type Claim,
  givenUp,
  holds,
  type Kind,
  property,
  protocol,
  type Suite,
  unrefuted,
  violated,
  witnessed,
} from '../protocol.ts';
import { ablationTable } from './ablation-table.ts';
import { protocolTable } from './protocol-table.ts';
import { plain } from './style.ts';
import { variantLines } from './variants.ts';

const made = (name: string) =>
  protocol({ name, source: 's', section: '1', version: 1, parameters: {}, init: () => ({ a: 0 }) })(
    {
      variants: { explicit: {}, slow: {} },
      ablations: {
        'no-lock': { id: 'X-A1', removes: 'a lock is exclusive' },
        'no-vote': { id: 'X-A2', removes: 'everybody votes before anybody decides, and in order' },
      },
      actions: () => ({}),
      ledger: { supply: () => [] },
    },
  );

function of(invariant: string, kind: Kind & ('always' | 'sometimes') = 'always'): AnyProperty {
  const head = {
    name: invariant.toLowerCase(),
    invariant,
    means: invariant,
    on: 'supply',
  } as const;
  return kind === 'always'
    ? property({ ...head, kind, violation: () => null })
    : property({ ...head, kind, goal: () => true });
}

interface Judged extends Partial<Found> {
  readonly standing?: JudgedClaim['standing'];
}

function judged(claim: Claim, { standing = 'expected', ...found }: Judged = {}): JudgedClaim {
  const evidence = evidenceOf({ verdict: claim.expected, ...found });
  return { claim, evidence, standing, why: standing === 'expected' ? null : 'why not', file: null };
}

function suite(name: string, variant: string, ...claims: readonly JudgedClaim[]): JudgedSuite {
  const own: Suite = { protocol: made(name), variant, set: {}, claims: claims.map((c) => c.claim) };
  return { suite: own, judgement, failure: null, claims, seconds: 0.25 };
}

test('protocols by invariants: a mark for everything that can be said', () => {
  const suites = [
    suite(
      'first',
      'baseline',
      judged(holds(of('SUPPLY'))),
      judged(givenUp(of('ATOM-strong')), { length: 2 }),
      judged(unrefuted(of('SER'))),
      judged(witnessed(of('witness', 'sometimes')), { length: 1 }),
    ),
    suite(
      'the-second-one',
      'baseline',
      judged(holds(of('SUPPLY')), { verdict: 'unrefuted', standing: 'inconclusive' }),
      judged(holds(of('SER')), { verdict: 'violated', standing: 'unexpected', length: 3 }),
      judged(witnessed(of('witness', 'sometimes')), {
        verdict: 'unreachable',
        standing: 'unexpected',
      }),
    ),
    suite('first', 'no-lock', judged(violated(of('SUPPLY')), { length: 2 })),
  ];
  expect(protocolTable(suites, plain)).toEqual([
    'invariant    baseline                                   first  the-second-one',
    'SUPPLY       supply                                       ✓          ?',
    'ATOM-strong  atom-strong                                  –',
    'SER          ser                                          ·          ✗',
    'goals        reached: the claims are not vacuous          1         0/1',
    '✓ holds   – violated, given up by design   · not refuted   ? undecided   ✗ not as expected',
  ]);
});

test('many protocols stand below one another, their invariants in bands', () => {
  const names = Array.from({ length: 12 }, (_, place) => `INVARIANT-${place + 10}`);
  const protocols = ['a-rather-long-name', 'another-long-name', 'a-third-long-name'];
  const table = protocolTable(
    protocols.map((name) =>
      suite(
        name,
        'baseline',
        ...names.map((invariant) => judged(holds(of(invariant)))),
        judged(witnessed(of('witness', 'sometimes')), { length: 1 }),
      ),
    ),
    plain,
  );
  expect(table.every((line) => line.length <= 100)).toBe(true);
  for (const name of protocols) {
    expect(table.filter((line) => line.startsWith(name))).toHaveLength(3);
  }
  expect(table[0]).toBe(
    'protocol            INVARIANT-10  INVARIANT-11  INVARIANT-12  INVARIANT-13  INVARIANT-14',
  );
  expect(table[1]).toBe(
    'a-rather-long-name       ✓             ✓             ✓             ✓             ✓',
  );
  expect(table.at(-3)).toBe('another-long-name        ✓             ✓          1');
});

test('ablations: what each breaks, how soon under each delivery, and what is listed', () => {
  const suites = [
    suite(
      'first',
      'no-lock',
      judged(violated(of('SUPPLY'), { listed: 5 }), { length: 4 }),
      judged(violated(of('SER')), { length: 7, minimal: 'local' }),
      judged(holds(of('HB'))),
    ),
    suite('first', 'no-lock@explicit', judged(violated(of('SUPPLY')), { length: 6 })),
    suite(
      'first',
      'no-vote',
      judged(violated(of('SUPPLY')), { verdict: 'holds', standing: 'unexpected' }),
    ),
  ];
  expect(ablationTable(suites, plain)).toEqual([
    'ablation   first without …                             breaks            fused  explicit    listed',
    'X-A1       a lock is exclusive                         SUPPLY                4         6         5 ✓',
    '                                                       SER                  ≤7                     ✓',
    'X-A2       everybody votes before anybody decides, a…  SUPPLY                ?                     ✗',
  ]);
});

test('the short form: a line a variant, and the claims that are not as expected', () => {
  const good = suite(
    'first',
    'baseline',
    judged(holds(of('SUPPLY'))),
    judged(holds(of('SER'))),
    judged(givenUp(of('ATOM-strong')), { length: 2 }),
    judged(witnessed(of('witness', 'sometimes')), { length: 1 }),
  );
  expect(variantLines(good, null, plain)).toEqual([
    'first',
    '✓ baseline                       2 hold, 1 reached, 1 given up              1,234 states   0.3 s',
  ]);
  const bad = suite(
    'first',
    'no-lock',
    judged(violated(of('SUPPLY')), { length: 4 }),
    judged(holds(of('SER')), { verdict: 'violated', standing: 'unexpected', length: 3 }),
    judged(holds(of('HB')), { verdict: 'unrefuted', standing: 'inconclusive' }),
  );
  expect(variantLines(bad, 'first', plain)).toEqual([
    '✗ no-lock                        breaks SUPPLY in 4; SER in 3, 1 unrefu…    1,234 states   0.3 s',
    '  ✗ violated     ser  shortest 3, exhaustive',
    '                 why not',
    '  ? unrefuted    hb',
    '                 why not',
  ]);
});

test('a variant that could not be judged says why', () => {
  const failed: JudgedSuite = {
    ...suite('first', 'slow'),
    judgement: null,
    failure: { message: 'the model broke', exitCode: 2 },
  };
  expect(variantLines(failed, 'first', plain)).toEqual([
    '✗ slow                           could not be judged                                       0.3 s',
    '  the model broke',
  ]);
});
