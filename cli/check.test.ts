/**
 * `check` as a reader sees it.
 *
 * Method: the whole text that it prints for a protocol whose verdicts are known by heart
 * (`fixtures/handover.ts`), and how it ends. One word changed in the claims must show.
 */
import { expect, test } from 'vitest';
import { handoverPath, handoverWith, lampsPath, shardcheck, withoutTimes } from './fixtures/run.ts';

test('check says what it judged, claim by claim, and what that comes to', async () => {
  const { code, out, err } = await shardcheck('check', handoverPath);
  expect(withoutTimes(out)).toBe(`handover/baseline
  5 states, 5 transitions, depth 4, all seen; 1,000 runs; … s
  ✓ holds        supply-is-conserved
  ✓ holds        nothing-is-spent-twice
  ✓ holds        everything-can-still-settle
  ✓ violated     transactions-are-whole-at-every-moment  given up by design, shortest 1, sampled
  ✓ witnessed    a-transaction-commits  shortest 2, sampled
handover/explicit
  6 states, 6 transitions, depth 5, all seen; 1,000 runs; … s
  ✓ holds        supply-is-conserved
  ✓ witnessed    a-transaction-commits  shortest 3, sampled
handover/forgetful  TOY-A1  without: the receiver remembers what it credited
  6 states, 6 transitions, depth 5, all decided; 1 run; … s
  ✓ violated     supply-is-conserved  shortest 4 (listed 5), sampled
  ✓ witnessed    a-transaction-commits  shortest 2, sampled
handover/forgetful@explicit  TOY-A1  without: the receiver remembers what it credited
  7 states, 7 transitions, depth 6, all decided; 1 run; … s
  ✓ violated     supply-is-conserved  shortest 5, sampled
  ✓ witnessed    a-transaction-commits  shortest 3, sampled

ablation   handover without …                          breaks            fused  explicit    listed
TOY-A1     the receiver remembers what it credited     SUPPLY                4         5         5 ✓

invariant    baseline                                   handover
SUPPLY       supply-is-conserved                           ✓
NODS         nothing-is-spent-twice                        ✓
SETTLE       everything-can-still-settle                   ✓
ATOM-strong  transactions-are-whole-at-every-moment        –
goals        reached: the claims are not vacuous           1
✓ holds   – violated, given up by design   · not refuted   ? undecided   ✗ not as expected

✓ 11 of 11 claims as expected in 4 variants
  24 states, 2,002 runs, seed 20261120, odds of a hash collision …, … s
`);
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

test('a verdict that is not the expected one ends with 1 and says which and why', async () => {
  const path = handoverWith(['holds(nothingIsSpentTwice)', 'violated(nothingIsSpentTwice)']);
  const { code, out } = await shardcheck('check', path, '--quiet');
  expect(withoutTimes(out)).toBe(`
✗ handover/baseline#nothing-is-spent-twice
  expected violated, got holds
  It says: no coin or nonce is used twice in one view, and no balance is negative.
  Look again:  npx shardcheck explore ${path} handover/baseline
✗ 10 of 11 claims as expected in 4 variants; exit 1
  24 states, 2,002 runs, seed 20261120, odds of a hash collision …, … s
`);
  expect(code).toBe(1);
});

test('a violation that nobody expects is told as a story', async () => {
  const path = handoverWith([
    'violated(supplyIsConserved, { length: 4, listed: 5 })',
    'holds(supplyIsConserved)',
  ]);
  const { code, out } = await shardcheck('check', path, 'handover/forgetful#supply*', '--quiet');
  expect(withoutTimes(out)).toBe(`
✗ handover/forgetful#supply-is-conserved
  expected holds, got violated
  It says: balances, escrows, value in flight, fees and burned value add up to what there was.
  Broken: inflation of 1 coin: 2 where there were 1.
  4 steps, shortest, proven; handover/forgetful
  0  (start)                               coin 1 of 1: alice@A 1
  1  shard A sends the coin to shard B     coin 1 of 1: in flight 1
  2  the adversary duplicates the message  coin 1 of 1: in flight 1
  3  shard B credits the coin              coin 1 of 1: bob@B 1
  4  shard B credits the coin              coin 2 of 1: bob@B 2, the message spent 2 times
  Look again:  npx shardcheck check ${path} 'handover/forgetful#supply-is-conserved' --save counterexamples
✗ 0 of 1 claim as expected in 1 variant; exit 1
  6 states, 1 run, seed 20261120, odds of a hash collision …, … s
`);
  expect(code).toBe(1);
});

test('a proven length that is not the claimed one ends with 1', async () => {
  const path = handoverWith(['length: 4, listed: 5', 'length: 3, listed: 5']);
  const { code, out } = await shardcheck('check', path, 'handover/forgetful#supply*');
  expect(code).toBe(1);
  expect(out).toContain(`
  ✗ violated     supply-is-conserved  shortest 4 (listed 5), sampled
                 the claim says that a shortest counterexample takes 3 steps; it is proven to take 4
`);
});

test('lengths are those of the claimed instance: --set does not compare them', async () => {
  const path = handoverWith(['length: 4, listed: 5', 'length: 3, listed: 5']);
  const select = 'handover/forgetful#supply*';
  const { code } = await shardcheck('check', path, select, '--set', 'duplicates=2');
  expect(code).toBe(0);
});

test('a budget that ends before a verdict ends with 3', async () => {
  const { code, out } = await shardcheck('check', handoverPath, '*/baseline#no*', '--states', '2');
  expect(withoutTimes(out)).toBe(`handover/baseline
  2 states, 2 transitions, depth 2, cut by --states; 1,000 runs; … s
  ? unrefuted    nothing-is-spent-twice
                 expected holds, got unrefuted: the search was cut at 2 states; give more with
                 --states

invariant    baseline                                   handover
NODS         nothing-is-spent-twice                        ?
✓ holds   – violated, given up by design   · not refuted   ? undecided   ✗ not as expected

✗ 0 of 1 claim as expected in 1 variant; exit 3
  2 states, 1,000 runs, seed 20261120, odds of a hash collision …, … s
`);
  expect(code).toBe(3);
});

test('an action that is never taken in any claim of its protocol ends with 1', async () => {
  const path = handoverWith([
    'state.arrived > 0 },\n      bound',
    'state.arrived > 9 },\n      bound',
  ]);
  const { code, out } = await shardcheck('check', path, '--quiet');
  expect(code).toBe(1);
  expect(out).toContain(
    "\n✗ handover: the action duplicate is never taken in any of the protocol's claims\n",
  );
  const part = await shardcheck('check', path, 'handover/baseline', '--quiet');
  expect(part.code).toBe(0);
});

test('time that is up leaves claims open and ends with 3', async () => {
  // The clock of these tests stands at 0, so any time is up when the search begins.
  const select = 'handover/baseline#supply*';
  const { code, out } = await shardcheck('check', handoverPath, select, '--time', '1s');
  expect(code).toBe(3);
  expect(withoutTimes(out)).toContain(`handover/baseline
  1 state, 1 transition, depth 1, cut by --time; … s
  ? unrefuted    supply-is-conserved
                 expected holds, got unrefuted: the time was up after 1 state; give more with --time
`);
});

test('a variant that breaks the contract of models does not silence the others', async () => {
  const path = handoverWith([
    'draft.credited++',
    "if (p.delivery === 'explicit') Object.assign(draft, { extra: 1 });\n        draft.credited++",
  ]);
  const { code, out } = await shardcheck('check', path, '--json', '-');
  const { claims, problems } = JSON.parse(out) as {
    claims: readonly { variant: string; verdict: string; asExpected: boolean }[];
    problems: readonly string[];
  };
  expect(code).toBe(2);
  expect(problems).toEqual([
    'handover/explicit, credit: state.extra is a new key; the shape is fixed: put it into `init`',
    'handover/forgetful@explicit, credit: state.extra is a new key; the shape is fixed: ' +
      'put it into `init`',
  ]);
  const broken = claims.filter(({ variant }) => variant.endsWith('explicit'));
  expect(broken.map(({ verdict }) => verdict)).toEqual(Array(4).fill('inconclusive'));
  expect(claims.filter(({ asExpected }) => asExpected)).toHaveLength(7);
});

test('symmetry is used where every claim allows it, and where not it says why', async () => {
  const { code, out } = await shardcheck('check', lampsPath, '--symmetry');
  expect(withoutTimes(out)).toBe(`lamps/baseline
  4 orbits of lamp, 7 transitions, depth 4, all decided; 1 run; … s
  ✓ violated     it-stays-dim  shortest 2, sampled
  ✓ witnessed    it-is-bright  shortest 3, sampled
lamps/four
  16 states, 33 transitions, depth 5, all seen; 1 run; … s
  without symmetry, which would blur it-becomes-bright
  ✓ holds        it-becomes-bright
  ✓ witnessed    it-is-bright  shortest 4, sampled

invariant    baseline                                   lamps
own          properties of one protocol alone             1
goals        reached: the claims are not vacuous          1
✓ holds   – violated, given up by design   · not refuted   ? undecided   ✗ not as expected

✓ 4 of 4 claims as expected in 2 variants
  20 states, 2 runs, seed 20261120, odds of a hash collision …, … s
  symmetry in 1 of 2 variants; not in 1 with claims that it would blur
`);
  expect(code).toBe(0);
});

test('symmetry that nobody declares is counted', async () => {
  const argv = ['check', lampsPath, handoverPath, '--symmetry', '--quiet'];
  const { code, out } = await shardcheck(...argv);
  expect(out).toContain(
    '\n  symmetry in 1 of 6 variants; not in 1 with claims that it would blur and 4 that declare none\n',
  );
  expect(code).toBe(0);
});

test('check gives many variants a line each', async () => {
  const { out } = await shardcheck('check', handoverPath, handoverWith());
  expect(withoutTimes(out).split('\n').slice(0, 5)).toEqual([
    'handover',
    '✓ baseline                       3 hold, 1 reached, 1 given up                  5 states   … s',
    '✓ explicit                       1 hold, 1 reached                              6 states   … s',
    '✓ forgetful                      breaks SUPPLY in 4                             6 states   … s',
    '✓ forgetful@explicit             breaks SUPPLY in 5                             7 states   … s',
  ]);
});
