/**
 * `list`, `explore`, and what all commands share.
 *
 * Method: the whole text for a protocol whose verdicts are known by heart
 * (`fixtures/handover.ts`).
 */
import { describe, expect, test } from 'vitest';
import { handoverPath, handoverWith, lampsPath, shardcheck, withoutTimes } from './fixtures/run.ts';

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

test('list names protocols about which nothing is claimed', async () => {
  const path = handoverWith(['export const handoverClaims =', 'const unexported =']);
  const { out } = await shardcheck('list', path);
  expect(out).toBe(`handover
  section 0: A coin and a message
  no claims

1 protocol, 0 variants, 0 claims
`);
});

test('list gives many variants a line each', async () => {
  // The same file under another name: twice the variants.
  const copy = handoverWith();
  const { out } = await shardcheck('list', handoverPath, copy);
  const variants = `  section 0: A coin and a message
  baseline            5 claims
  explicit            2 claims
  forgetful           2 claims  TOY-A1  without: the receiver remembers what it credited
  forgetful@explicit  2 claims  TOY-A1  without: the receiver remembers what it credited
`;
  expect(out).toBe(`handover
${variants}
handover
${variants}
2 protocols, 8 variants, 22 claims; name one to see its claims
`);
});

test('explore counts one variant, and ends with 3 when it is cut', async () => {
  const { code, out } = await shardcheck('explore', handoverPath, '--set', 'duplicates=2');
  expect(withoutTimes(out)).toBe(`handover/baseline
  duplicates=2 delivery=fused

  states       7
  transitions  8
  depth        5 levels, the initial one counted
  complete     yes, every reachable state was visited
  deadlocks    2 states without any step
  collisions   odds of … that one hid a state
  model        ran … times for 7 transitions; 0 of 3 steps without memo
  oracle       … transitions and verdicts done again, no difference
  store        … MB
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
  const cut = await shardcheck('explore', handoverPath, '--states', '3');
  expect(cut.code).toBe(3);
  expect(cut.out).toContain('\n  complete     no, cut by --states\n');
  // The clock of these tests stands at 0, so any time is up when the search begins.
  const late = await shardcheck('explore', handoverPath, '--time', '1s');
  expect(late.code).toBe(3);
  expect(late.out).toContain('\n  complete     no, cut by --time\n');
});

describe('symmetry', () => {
  test('is used where it is asked for, and counts orbits', async () => {
    const { code, out } = await shardcheck('explore', lampsPath, '--symmetry');
    expect(withoutTimes(out)).toBe(`lamps/baseline
  lamps=3

  orbits       4, with symmetry of lamp
  transitions  7
  depth        4 levels, the initial one counted
  complete     yes, a state of every reachable orbit was visited
  deadlocks    1 state without any step
  collisions   odds of … that one hid a state
  model        ran … times for 6 transitions; 0 of 3 steps without memo
  oracle       … transitions and verdicts done again, no difference
  store        … MB
  time         … s

How often each action was taken
  light  6

Properties
  violated      it-stays-dim  in 2 steps
                two are lit
  witnessed     it-is-bright  in 3 steps
`);
    expect(code).toBe(0);
  });

  test('is not used unless it is asked for', async () => {
    const plain = await shardcheck('explore', lampsPath);
    const without = await shardcheck('explore', lampsPath, '--no-symmetry');
    expect(withoutTimes(without.out)).toBe(withoutTimes(plain.out));
    expect(plain.out).toMatch(/\n {2}states {7}8 /);
    expect(plain.out).not.toContain('symmetry');
  });

  test('that the protocol does not declare is missed aloud', async () => {
    const { code, out } = await shardcheck('explore', handoverPath, '--symmetry');
    expect(out).toContain('\n  symmetry     none is declared: every state counts\n');
    expect(withoutTimes(out)).toContain('\n  states       5\n');
    expect(code).toBe(0);
  });

  test('is refused where it would blur a verdict, with what to type', async () => {
    expect(await shardcheck('explore', lampsPath, 'lamps/four', '--symmetry')).toEqual({
      code: 2,
      out: '',
      err:
        '--symmetry cannot be used to judge it-becomes-bright: a loop of orbits may be fair where ' +
        "no loop of states is.\nLeave --symmetry out, or select other properties with 'lamps/four#…'.\n",
    });
    const other = ['lamps/four#it-is-bright', '--symmetry'];
    const { out } = await shardcheck('explore', lampsPath, ...other);
    expect(out).toContain('\n  orbits       5, with symmetry of lamp');
  });
});

test('no line is wider than 100 columns, commands to type apart', async () => {
  const path = handoverWith(['length: 4, listed: 5', 'length: 3, listed: 5']);
  const texts = await Promise.all([
    shardcheck('check', path),
    shardcheck('check', path, '--states', '2'),
    shardcheck('list', path),
    shardcheck('explore', path),
    shardcheck('explore', '--help'),
    shardcheck('explore', lampsPath, '--symmetry', '--states', '2'),
    shardcheck('check', lampsPath, '--symmetry'),
    shardcheck('--help'),
    shardcheck('check', '--help'),
  ]);
  const lines = texts.flatMap(({ out }) => out.split('\n'));
  expect(lines.filter((line) => line.length > 100 && !line.includes('Look again:'))).toEqual([]);
});
