/**
 * One mistake, one error.
 *
 * Method: a correct protocol and a set of variations of it, each with one mistake on the line
 * marked `// mistake`, are handed to the compiler in one run; it must report exactly one error for
 * each mark, on its line, and none elsewhere.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Variation {
  readonly named: string;
  readonly settings?: string;
  readonly ablation?: string;
  readonly rule?: string;
  readonly effect?: string;
  readonly wording?: string;
  readonly ledger?: string;
  readonly after?: string;
}

const variations: readonly Variation[] = [
  { named: 'nothing is wrong' },
  {
    named: 'a wrong argument name in a rule',
    rule: `free: (state, { place }) => state.locks[place] === null, // mistake`,
  },
  {
    named: 'a wrong argument name in an effect',
    effect: `(draft, { where }) => { draft.left -= where; }, // mistake`,
  },
  {
    named: 'a wrong argument name in the wording',
    wording: `({ where }) => 'locks ' + where, // mistake`,
  },
  {
    named: 'a rule that writes',
    rule: `free: (state) => { state.left = 1; return true; }, // mistake`,
  },
  {
    named: 'an effect on a field that the state does not have',
    effect: `(draft) => { draft.lost = 1; }, // mistake`,
  },
  {
    named: 'a parameter outside its choices',
    ablation: `x: { id: 'X', removes: 'x', set: { mode: 'neither' } }, // mistake`,
  },
  {
    named: 'a count outside its bounds',
    ablation: `x: { id: 'X', removes: 'x', set: { shards: 9 } }, // mistake`,
  },
  {
    named: 'an ablation of an unknown parameter',
    ablation: `x: { id: 'X', removes: 'x', set: { durable: false, shard: 1 } }, // mistake`,
  },
  {
    named: 'a variant with an unknown parameter',
    settings: `fast: { sharding: 3 }, // mistake`,
  },
  {
    named: 'an aspect that does not exist',
    ledger: `chain: () => [], // mistake`,
  },
  {
    named: 'an action that does not exist',
    after: `export const one: ActionOf<typeof example> = { type: 'unlock', shard: 1 }; // mistake`,
  },
  {
    named: 'an action with an argument that does not exist',
    after: `export const one: ActionOf<typeof example> = { type: 'lock', shrad: 1 }; // mistake`,
  },
  {
    named: 'a claim on a protocol without the aspect',
    after: `export const some = claims(example, { baseline: { claims: [
      holds(chainProperty), // mistake
    ] } });`,
  },
  {
    named: 'a claim about a variant that does not exist',
    after: `export const some = claims(example, {
      slow: { claims: [] }, // mistake
    });`,
  },
  {
    named: 'a claim about the state of another protocol',
    after: `export const some = claims(example, { baseline: { claims: [
      holds(otherState), // mistake
    ] } });`,
  },
  {
    named: 'a bound of a claim outside its domain',
    after: `export const some = claims(example, {
      baseline: { set: { shards: 5 }, claims: [] }, // mistake
    });`,
  },
];

const header = `
import {
  type ActionOf, choice, claims, count, holds, property, propertyOf, protocol, range,
} from '${root}checker/protocol.ts';
interface State { locks: (number | null)[]; left: number }
const chainProperty = property({
  name: 'c', invariant: 'FIN', means: '', on: 'chains', kind: 'always', violation: () => null,
});
const other = protocol({
  name: 'other', source: '', section: '', version: 1, parameters: {}, init: () => ({ apples: 1 }),
})({ ablations: {}, actions: () => ({}), ledger: {} });
const otherState = propertyOf(other, {
  name: 'o', invariant: 'own', means: '', on: 'state', kind: 'sometimes',
  goal: (state) => state.apples > 1,
});
void [claims, holds, chainProperty, otherState];
export type Unused = ActionOf<typeof other>;
`;

function source({ settings, ablation, rule, effect, wording, ledger, after }: Variation): string {
  return `{
const example = protocol({
  name: 'example', source: '', section: '', version: 1,
  parameters: { shards: count(2, { min: 1, max: 4 }), mode: choice('a', ['a', 'b']), durable: true },
  init: (p): State => ({ locks: range(p.shards).map(() => null), left: 2 }),
})({
  variants: {
    ${settings ?? `slower: { mode: 'b' },`}
  },
  ablations: {
    ${ablation ?? `x: { id: 'X', removes: 'x', set: { shards: 4, mode: 'b', durable: false } },`}
  },
  actions: (p, action) => ({
    lock: action({
      actor: 'honest',
      over: { shard: range(p.shards) },
      when: {
        ${rule ?? 'free: (state, { shard }) => state.locks[shard] === null,'}
      },
      then: ${effect ?? `(draft, { shard }) => { draft.locks[shard] = 1; },`}
      says: ${wording ?? `({ shard }) => 'locks ' + shard,`}
    }),
  }),
  ledger: {
    ${ledger ?? 'supply: () => [],'}
  },
});
void example;
${(after ?? '').replace('export const', 'const').replace(/^const (\w+)(.*)$/s, 'const $1$2\nvoid $1;')}
}
`;
}

function errorsOf(text: string): readonly { line: number; message: string }[] {
  const folder = `${root}node_modules/.cache/protocol-types`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/mistakes.ts`, text);
  const config = {
    extends: `${root}tsconfig.base.json`,
    compilerOptions: {
      composite: false,
      emitDeclarationOnly: false,
      noEmit: true,
      noUncheckedIndexedAccess: false,
    },
    files: ['mistakes.ts'],
  };
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(config));
  let output = '';
  try {
    const tsc = `${root}node_modules/typescript/bin/tsc`;
    execFileSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' });
  } catch (error) {
    output = (error as { stdout: string }).stdout;
  }
  return [...output.matchAll(/^.*mistakes\.ts\((\d+),\d+\): (.*)$/gm)].map(([, line, message]) => ({
    line: Number(line),
    message: message ?? '',
  }));
}

test('the compiler reports each mistake once, where it stands', () => {
  const text = header + variations.map(source).join('');
  const expected = text.split('\n').flatMap((line, index) => {
    return line.includes('// mistake') ? [index + 1] : [];
  });
  expect(expected).toHaveLength(variations.length - 1);
  const errors = errorsOf(text);
  expect(
    errors.map((error) => error.line),
    JSON.stringify(errors, null, 1),
  ).toEqual(expected);
});
