/**
 * The command line as a reader sees it.
 *
 * Method: the whole text that a command prints, for a protocol whose verdicts are known by heart
 * (`fixtures/handover.ts`), and how the command ends. One word changed in the claims must show.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  handoverPath,
  handoverWith,
  newFolder,
  shardcheck,
  shardcheckIn,
  withoutTimes,
} from './fixtures/run.ts';

test('check says what it judged, claim by claim, and what that comes to', async () => {
  const { code, out, err } = await shardcheck('check', handoverPath);
  expect(withoutTimes(out)).toBe(`handover/baseline
  5 states, 5 transitions, depth 4, all seen; 300 runs; … s
  ✓ holds        supply-is-conserved
  ✓ holds        nothing-is-spent-twice
  ✓ holds        everything-can-still-settle
  ✓ violated     transactions-are-whole-at-every-moment  given up by design, shortest 1, sampled
  ✓ witnessed    a-transaction-commits  shortest 2, sampled
handover/explicit
  6 states, 6 transitions, depth 5, all seen; 300 runs; … s
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

✓ 11 of 11 claims as expected in 4 variants: 24 states, 602 runs, seed 20261120, … s
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
✗ 10 of 11 claims as expected in 4 variants: 24 states, 602 runs, seed 20261120, … s; exit 1
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
✗ 0 of 1 claim as expected in 1 variant: 6 states, 1 run, seed 20261120, … s; exit 1
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
  2 states, 2 transitions, depth 2, cut by --states; 300 runs; … s
  ? unrefuted    nothing-is-spent-twice
                 expected holds, got unrefuted: the search was cut at 2 states; give more with
                 --states

invariant    baseline                                   handover
NODS         nothing-is-spent-twice                        ?
✓ holds   – violated, given up by design   · not refuted   ? undecided   ✗ not as expected

✗ 0 of 1 claim as expected in 1 variant: 2 states, 300 runs, seed 20261120, … s; exit 3
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

test('what was saved is replayed first, and decides', async () => {
  const path = handoverWith();
  const folder = join(path, '..', 'counterexamples');
  const saved = await shardcheck('check', path, '--save', folder, '--quiet');
  expect(saved.code).toBe(0);
  expect(readdirSync(folder)).toEqual([
    'handover.baseline.transactions-are-whole-at-every-moment.json',
    'handover.forgetful.supply-is-conserved.json',
    'handover.forgetful@explicit.supply-is-conserved.json',
  ]);
  const { code, out } = await shardcheck('check', path, 'handover/forgetful');
  expect(code).toBe(0);
  expect(out).toContain('✓ violated     supply-is-conserved  shortest 4 (listed 5), recorded\n');
});

test('a recording that no longer replays ends with 4 and names the step', async () => {
  const path = handoverWith();
  const folder = join(path, '..', 'counterexamples');
  await shardcheck('check', path, '--save', folder, '--quiet');
  // The same version of the model, and another behaviour.
  const changed = handoverWith([
    'state.arrived > 0 },\n      bound',
    'state.travelling > 0 },\n      bound',
  ]);
  const file = 'handover.forgetful.supply-is-conserved.json';
  writeFileSync(join(newFolderBeside(changed), file), readFileSync(join(folder, file)));
  const { code, out } = await shardcheck('check', changed, '*/forgetful#supply*', '--quiet');
  expect(code).toBe(4);
  expect(out).toContain(`✗ ${join(changed, '..', 'counterexamples', file)} diverges.
  Step 2 is not enabled in handover/forgetful.
    recorded  duplicate
    refused   by the rule "there is a copy to duplicate"
    enabled   credit
  The model changed after this counterexample was recorded, or the file names the wrong variant.
  Look again:  npx shardcheck check handover/forgetful --save counterexamples
`);
});

test('replay tells each step, what it changed and what the ledger says', async () => {
  const folder = newFolder();
  await shardcheck('check', handoverPath, '--save', folder, '--quiet');
  const file = join(folder, 'handover.forgetful@explicit.supply-is-conserved.json');
  const { code, out, err } = await shardcheck('replay', file, handoverPath);
  expect(out).toBe(`handover/forgetful@explicit#supply-is-conserved
  duplicates=1 delivery=explicit
  It says: balances, escrows, value in flight, fees and burned value add up to what there was.
  Unless the receiver remembers what it credited: inflation of 1 coin: 2 where there were 1.

  0  (start)
       = coin 1 of 1: alice@A 1
  1  shard A sends the coin to shard B
       isSent      false → true
       travelling  0 → 1
       = coin 1 of 1: in flight 1
  2  the message arrives at shard B
       arrived     0 → 1
       travelling  1 → 0
  3  the adversary duplicates the message
       arrived         1 → 2
       duplicatesLeft  1 → 0
  4  shard B credits the coin
       arrived   2 → 1
       credited  0 → 1
       = coin 1 of 1: bob@B 1
  5  shard B credits the coin
       arrived   1 → 0
       credited  1 → 2
       = coin 2 of 1: bob@B 2, the message spent 2 times

VIOLATED  supply-is-conserved
  inflation of 1 coin: 2 where there were 1
  Verified: 5 steps, every state as recorded; recorded as a shortest one.
`);
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

test('replay refuses what is not there', async () => {
  const folder = newFolder();
  await shardcheck('check', handoverPath, '--save', folder, '--quiet');
  const name = 'handover.forgetful.supply-is-conserved.json';
  const unknown = await shardcheckIn(folder, 'replay', name);
  expect(unknown.code).toBe(2);
  expect(unknown.err).toMatch(
    /^handover\.forgetful\.supply-is-conserved\.json is about the protocol "handover", which is not in the catalogue/,
  );
  const missing = await shardcheckIn(folder, 'replay', 'none.json');
  expect(missing).toEqual({ code: 2, out: '', err: 'none.json: no such file\n' });
});

test('replay of another model names the first step that differs and ends with 4', async () => {
  const folder = newFolder();
  await shardcheck('check', handoverPath, '--save', folder, '--quiet');
  const changed = handoverWith(['draft.duplicatesLeft--', 'draft.duplicatesLeft = 0']);
  const other = handoverWith(['draft.credited++', 'draft.credited += 2']);
  const file = join(folder, 'handover.forgetful.supply-is-conserved.json');
  // Another rule that leads to the same states is no other behaviour.
  expect((await shardcheck('replay', file, changed)).code).toBe(0);
  const { code, out, err } = await shardcheck('replay', file, other);
  expect(code).toBe(4);
  expect(err).toMatch(/^Step 3 leads to another state than recorded in handover\/forgetful\.\n/);
  expect(out).toContain('  3  shard B credits the coin\n');
  expect(out).not.toContain('VIOLATED');
});

test('a damaged counterexample is refused by replay, and a problem for check', async () => {
  const path = handoverWith();
  const folder = newFolderBeside(path);
  const file = join(folder, 'handover.forgetful.supply-is-conserved.json');
  writeFileSync(file, '{ "format": "shardcheck/counterexample"');
  const replayed = await shardcheck('replay', file, path);
  expect(replayed.code).toBe(2);
  expect(replayed.err.startsWith(`${file}: `)).toBe(true);
  const checked = await shardcheck('check', path, 'handover/forgetful', '--json', '-');
  expect(checked.code).toBe(2);
  expect(JSON.parse(checked.out)).toMatchObject({
    claims: [{ asExpected: true }, { asExpected: true }],
    problems: [replayed.err.trimEnd()],
  });
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

test('list shows what there is to check', async () => {
  const { code, out } = await shardcheck('list', handoverPath, '*/baseline', '*/forgetful');
  expect(out).toBe(`handover
  section 0: A coin and a message
  baseline
    holds      supply-is-conserved                     SUPPLY
    holds      nothing-is-spent-twice                  NODS
    holds      everything-can-still-settle             SETTLE
    violated   transactions-are-whole-at-every-moment  ATOM-strong  given up by design
    witnessed  a-transaction-commits                   witness      shortest 2
  forgetful  TOY-A1  without: the receiver remembers what it credited
    violated   supply-is-conserved    SUPPLY   shortest 4
    witnessed  a-transaction-commits  witness  shortest 2

1 protocol, 2 variants, 7 claims
`);
  expect(code).toBe(0);
});

test('explore counts one variant, and ends with 3 when it is cut', async () => {
  const { code, out } = await shardcheck('explore', handoverPath, '--set', 'duplicates=2');
  expect(withoutTimes(out).replace(/ \([\d,]+ a second\)/, '')).toBe(`handover/baseline
  duplicates=2 delivery=fused

  states       7
  transitions  8
  depth        5 levels, the initial one counted
  complete     yes, every reachable state was visited
  deadlocks    2 states without any step
  time         … s

How often each action was taken
  send       1
  duplicate  3
  credit     3

Properties
  holds         supply-is-conserved
  holds         nothing-is-spent-twice
  holds         everything-can-still-settle
  violated      transactions-are-whole-at-every-moment  in 1 step
                T0 took effect at A and not at B
  witnessed     a-transaction-commits  in 2 steps
`);
  expect(code).toBe(0);
  expect((await shardcheck('explore', handoverPath, '--states', '3')).code).toBe(3);
});

test('no line is wider than 100 columns, commands to type apart', async () => {
  const path = handoverWith(['length: 4, listed: 5', 'length: 3, listed: 5']);
  const texts = await Promise.all([
    shardcheck('check', path),
    shardcheck('check', path, '--states', '2'),
    shardcheck('list', path),
    shardcheck('explore', path),
    shardcheck('--help'),
    shardcheck('check', '--help'),
  ]);
  const lines = texts.flatMap(({ out }) => out.split('\n'));
  expect(lines.filter((line) => line.length > 100 && !line.includes('Look again:'))).toEqual([]);
});

function newFolderBeside(path: string): string {
  const folder = join(path, '..', 'counterexamples');
  mkdirSync(folder);
  return folder;
}
