/**
 * Counterexample files on their way: saved, replayed, damaged, outlived by the model.
 *
 * Method: files are written by `check --save` for a protocol whose verdicts are known by heart
 * (`fixtures/handover.ts`), then read by `check` and `replay`, with the model as it was and changed.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { handoverPath, handoverWith, newFolder, shardcheck, shardcheckIn } from './fixtures/run.ts';

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

function newFolderBeside(path: string): string {
  const folder = join(path, '..', 'counterexamples');
  mkdirSync(folder);
  return folder;
}
