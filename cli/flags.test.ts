/**
 * Bad usage: each flag and each way to select wrongly, with the whole message.
 *
 * Method: every message names what was given wrongly, what was expected and what came instead, in
 * this order, and the command ends with 2 before it has printed or judged anything.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { handoverPath, handoverWith, root, shardcheck, shardcheckIn } from './fixtures/run.ts';

const badMemory = '--memory expected a size of 256m or more, such as 512m or 2g, got';
const badWorkers = '--workers expected a whole number from 1 to 64, got';

/** Of how to search: `check` and `explore` alike. */
const refusedByBoth: readonly (readonly [argv: readonly string[], message: string])[] = [
  [['--memory', '2'], `${badMemory} "2"`],
  [['--memory', '2000000000'], `${badMemory} "2000000000"`],
  [['--memory', '255m'], `${badMemory} "255m"`],
  [['--memory', '0.1g'], `${badMemory} "0.1g"`],
  [['--memory', '512k'], `${badMemory} "512k"`],
  [['--memory', '2 gb'], `${badMemory} "2 gb"`],
  [['--memory', '-2g'], `${badMemory} "-2g"`],
  [['--memory', '9999999999g'], `${badMemory} "9999999999g"`],
  [['--workers', '0'], `${badWorkers} "0"`],
  [['--workers', '65'], `${badWorkers} "65"`],
  [['--workers', '1.5'], `${badWorkers} "1.5"`],
  [['--workers', 'all'], `${badWorkers} "all"`],
  [['--time', '5 minutes'], '--time expected a duration such as 60s, 5m or 2h, got "5 minutes"'],
  [['--states', '0'], '--states expected a positive whole number, got "0"'],
  [['--symmetric'], "error: unknown option '--symmetric'\n(Did you mean --symmetry?)"],
];

const refused: readonly (readonly [argv: readonly string[], message: string])[] = [
  [['--states', '-1'], '--states expected a positive whole number, got "-1"'],
  [['--states', '1e6'], '--states expected a positive whole number, got "1e6"'],
  [['--steps', 'many'], '--steps expected a positive whole number, got "many"'],
  [['--runs', '1.5'], '--runs expected a whole number from 0, got "1.5"'],
  [['--seed', '4294967296'], '--seed expected a whole number of 32 bits, got "4294967296"'],
  [['--time', '0s'], '--time expected a duration such as 60s, 5m or 2h, got "0s"'],
  [['--profile', 'slow'], '--profile expected quick, pr or nightly, got "slow"'],
  [['--set', 'duplicates'], '--set expected name=value, got "duplicates"'],
  [['--set', '=1'], '--set expected name=value, got "=1"'],
  [
    ['--set', 'duplicate=1'],
    '--set expected a parameter of handover (duplicates, delivery), got "duplicate"; ' +
      'did you mean "duplicates"?',
  ],
  [['--set', 'duplicates=3'], 'duplicates expected a whole number from 0 to 2, got 3'],
  [['--set', 'duplicates=x'], 'duplicates expected a whole number from 0 to 2, got "x"'],
  [['--set', 'delivery=slow'], 'delivery expected one of fused, explicit, got "slow"'],
  [['--stats', '5'], "error: unknown option '--stats'\n(Did you mean --states?)"],
  [['--states'], "error: option '--states <n>' argument missing"],
];

describe('a bad flag', () => {
  test.each(refused)('%j', async (argv, message) => {
    expect(await shardcheck('check', handoverPath, ...argv)).toEqual({
      code: 2,
      out: '',
      err: `${message}\n`,
    });
  });
});

describe.each(['check', 'explore'])('a bad flag of %s', (command) => {
  test.each(refusedByBoth)('%j', async (argv, message) => {
    expect(await shardcheck(command, handoverPath, ...argv)).toEqual({
      code: 2,
      out: '',
      err: `${message}\n`,
    });
  });
});

describe('a bad SELECT', () => {
  test('an unknown protocol, variant or property comes with the closest name', async () => {
    const known = ['handover'];
    expect(await shardcheck('check', handoverPath, 'handovr')).toEqual(
      refusal('SELECT "handovr" matches no protocol "handovr"; did you mean "handover"?', known),
    );
    expect(await shardcheck('check', handoverPath, 'handover/forgetfull')).toEqual(
      refusal(
        'SELECT "handover/forgetfull" matches no variant "forgetfull"; did you mean "forgetful"?',
        ['baseline', 'explicit', 'forgetful', 'forgetful@explicit'],
      ),
    );
    expect(await shardcheck('list', handoverPath, 'handover/explicit#supply-conserved')).toEqual(
      refusal(
        'SELECT "handover/explicit#supply-conserved" matches no claim about "supply-conserved"; ' +
          'did you mean "supply-is-conserved"?',
        ['a-transaction-commits', 'supply-is-conserved'],
      ),
    );
  });

  test('a name that resembles nothing comes without a suggestion', async () => {
    expect(await shardcheck('check', handoverPath, 'zzzzzzzzzz')).toEqual(
      refusal('SELECT "zzzzzzzzzz" matches no protocol "zzzzzzzzzz"', ['handover']),
    );
  });

  test('what is no pattern is refused', async () => {
    const { code, err } = await shardcheck('check', handoverPath, 'a/b/c');
    expect(err).toBe(
      'SELECT expected protocol, protocol/variant, protocol/variant#property or a path, ' +
        'got "a/b/c"\n',
    );
    expect(code).toBe(2);
  });

  test('explore wants one variant', async () => {
    const { code, err } = await shardcheck('explore', handoverPath, 'handover/forgetful*');
    expect(
      err,
    ).toBe(`SELECT "handover/forgetful*" matches no single variant "forgetful*"; did you mean "forgetful"?
known:
  baseline
  explicit
  forgetful
  forgetful@explicit
`);
    expect(code).toBe(2);
  });

  test('a file that is not there, is no module, or exports nothing of ours', async () => {
    expect(await shardcheck('check', './nowhere.ts')).toEqual({
      code: 2,
      out: '',
      err: 'SELECT names a file that does not exist: nowhere.ts\n',
    });
    const foreign = join('cli', 'similar.ts');
    expect(await shardcheck('check', foreign)).toEqual({
      code: 2,
      out: '',
      err:
        'cli/similar.ts expected an exported protocol(…) or claims(…), got the exports ' +
        'suggestion\nExport what `protocol` and `claims` return.\n',
    });
    const broken = handoverWith(["name: 'handover',", "name: 'handover', init: null.x,"]);
    const { code, err } = await shardcheck('check', broken);
    expect(code).toBe(2);
    expect(err).toMatch(/handover\.ts cannot be loaded: Cannot read properties of null/);
  });

  test('a protocol without claims can be explored and not checked', async () => {
    const path = handoverWith(['export const handoverClaims =', 'const unexported =']);
    expect((await shardcheck('check', path)).err).toBe(
      `SELECT expected claims to check, got none in ${path}\nExport what \`claims\` returns.\n`,
    );
    expect((await shardcheck('explore', path)).code).toBe(0);
  });
});

describe('wildcards', () => {
  test.each([
    ['*', 11],
    ['hand*', 11],
    ['handover/*', 11],
    ['*/forgetful', 2],
    ['*/forgetful*', 4],
    ['*#supply*', 4],
    ['*/*explicit#*', 4],
    ['handover/baseline#*is*', 2],
  ])('%s selects %i claims', async (pattern, count) => {
    const { out } = await shardcheck('list', handoverPath, pattern, '--json', '-');
    expect(JSON.parse(out).claims).toHaveLength(count);
  });

  test('several patterns select what any of them does, once', async () => {
    const { out } = await shardcheckIn(
      '.',
      'list',
      handoverPath,
      '*/forgetful',
      '*#supply*',
      '--json',
      '-',
    );
    expect(JSON.parse(out).claims).toHaveLength(5);
  });
});

describe('help', () => {
  test('without a command it shows the commands', async () => {
    const { code, err } = await shardcheck();
    expect(code).toBe(2);
    expect(err).toContain('shardcheck [options] [command]');
  });

  test.each(['check', 'list', 'explore', 'replay'])('%s has an example', async (command) => {
    const { code, out } = await shardcheck(command, '--help');
    expect(out).toContain(`\nExample\n  shardcheck ${command} `);
    expect(code).toBe(0);
  });

  test('--version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(await shardcheck('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  test('an unknown command comes with the closest one', async () => {
    expect(await shardcheck('chek')).toEqual({
      code: 2,
      out: '',
      err: "error: unknown command 'chek'\n(Did you mean check?)\n",
    });
  });
});

function refusal(message: string, known: readonly string[]): object {
  const list = known.map((name) => `  ${name}\n`).join('');
  return { code: 2, out: '', err: `${message}\nknown:\n${list}` };
}
