/**
 * `list`, `explore`, and what all commands share.
 *
 * Method: the whole text for a protocol whose verdicts are known by heart
 * (`fixtures/handover.ts`).
 */
import { expect, test } from 'vitest';
import { handoverPath, handoverWith, shardcheck, withoutTimes } from './fixtures/run.ts';

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
