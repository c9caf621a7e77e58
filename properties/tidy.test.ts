/**
 * The code's own rules.
 *
 * Method: the files themselves are read, as text; each test names every place that breaks a rule.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { catalogue } from './catalogue.ts';
import { verdictTable } from './verdict-table.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['checker', 'models', 'properties', 'cli', 'bench'];
const files = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
);
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

/** What a file imports: paths from the root for the project's own files, names for the rest. */
function importsOf(file: string): readonly string[] {
  const specifiers = [...textOf(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)];
  return specifiers.map(([, specifier = '']) =>
    specifier.startsWith('.') ? relative(root, join(root, dirname(file), specifier)) : specifier,
  );
}

const isOfTests = (file: string): boolean => /(\.test|-fixture)\.ts$/.test(file);

/** Where each folder may import from. Tests may use anything below them. */
const directions: Readonly<Record<string, readonly RegExp[]>> = {
  checker: [/^checker\//],
  models: [/^models\//, /^checker\/protocol\.ts$/],
  properties: [/^properties\//, /^models\//, /^checker\/protocol\.ts$/, /^checker\/isolation\//],
  cli: [/^cli\//, /^properties\//, /^checker\//, /^package\.json$/],
  bench: [/^bench\//, /^properties\//, /^models\//, /^checker\//],
};

/** Every import that breaks a rule. */
function importsThat(isWrong: (file: string, name: string) => boolean): readonly string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter((name) => isWrong(file, name))
      .map((name) => `${file} imports ${name}`),
  );
}
const folderOf = (name: string): string => name.split('/')[0] ?? '';

test('imports run one way', () => {
  const isAllowed = (file: string, name: string): boolean =>
    (directions[folderOf(file)] ?? []).some((pattern) => pattern.test(name));
  const wrong = importsThat(
    (file, name) => !isOfTests(file) && folders.includes(folderOf(name)) && !isAllowed(file, name),
  );
  expect(wrong).toEqual([]);
});

test('the parts of a protocol have one entry', () => {
  const isPart = (name: string): boolean => name.startsWith('checker/protocol/');
  const isInside = (file: string): boolean => file === 'checker/protocol.ts' || isPart(file);
  expect(importsThat((file, name) => isPart(name) && !isInside(file))).toEqual([]);
});

test('only the command line and the benchmarks have effects', () => {
  const effects = /^node:(fs|child_process|process|readline|net|http)|^(fs|child_process)$/;
  const isPure = (file: string): boolean =>
    /^(checker|models|properties)\//.test(file) && !isOfTests(file);
  expect(importsThat((file, name) => isPure(file) && effects.test(name))).toEqual([]);
});

test('models are deterministic: no clock, no chance, no locale, no transcendental functions', () => {
  const banned =
    /\b(Date|performance|crypto|process|Intl|localeCompare|toLocale\w*|Math\.(random|sin|cos|tan|asin|acos|atan2?|sinh|cosh|tanh|exp|expm1|log|log2|log10|log1p|pow|sqrt|cbrt|hypot))\b/;
  const wrong = files
    .filter((file) => file.startsWith('models/') && !isOfTests(file))
    .flatMap((file) =>
      textOf(file)
        .split('\n')
        .map((line, index) => ({ line: line.replace(/^\s*(\*|\/\/|\/\*).*$/, ''), at: index + 1 }))
        .filter(({ line }) => banned.test(line))
        .map(({ line, at }) => `${file}:${at}: ${line.trim()}`),
    );
  expect(wrong).toEqual([]);
});

test('the header of every model is complete', () => {
  const parts = ['Source', 'Adversary', 'Abstracted', 'Deviates', 'Bounds'];
  const models = files.filter(
    (file) =>
      /^(models|bench\/specs)\//.test(file) &&
      !file.endsWith('.test.ts') &&
      /=\s*protocol\(\{/.test(textOf(file)),
  );
  const wrong = models.flatMap((file) => {
    const header = textOf(file).slice(0, textOf(file).indexOf('*/'));
    return parts
      .filter((part) => !new RegExp(`^ \\* ${part} {2,}\\S`, 'm').test(header))
      .map((part) => `${file} has no line "${part}"`);
  });
  expect(models.length).toBeGreaterThan(0);
  expect(wrong).toEqual([]);
});

test('every model is in the catalogue, and every variant of it', () => {
  const built = files
    .filter((file) => file.startsWith('models/') && !file.endsWith('.test.ts'))
    .filter((file) => /=\s*protocol\(\{/.test(textOf(file)))
    .map((file) => /name: '([^']+)'/.exec(textOf(file))?.[1]);
  const judged = new Set(catalogue.map((suite) => suite.protocol.name));
  expect(built.filter((name) => name === undefined || !judged.has(name))).toEqual([]);
  const protocols = [...new Set(catalogue.map((suite) => suite.protocol))];
  const wrong = protocols.flatMap((protocol) => {
    const names = [
      'baseline',
      ...Object.keys(protocol.variants),
      ...Object.keys(protocol.ablations),
    ];
    return names
      .filter((name) => !catalogue.some((one) => one.protocol === protocol && one.variant === name))
      .map((name) => `no claim is made about ${protocol.name}/${name}`);
  });
  expect(wrong).toEqual([]);
});

test('every suite has a witness that it is not vacuous, and no claim twice', () => {
  const wrong = catalogue.flatMap(({ protocol, variant, claims }) => {
    const names = claims.map((claim) => claim.property.name);
    const twice = names.filter((name, index) => names.indexOf(name) !== index);
    const isWitnessed = claims.some((claim) => claim.expected === 'witnessed');
    return [
      ...twice.map((name) => `${protocol.name}/${variant} claims ${name} twice`),
      ...(isWitnessed ? [] : [`${protocol.name}/${variant} has no witness`]),
    ];
  });
  expect(wrong).toEqual([]);
});

test('names are sentences in kebab-case', () => {
  const names = catalogue.flatMap(({ claims }) => claims.map((claim) => claim.property.name));
  expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)+$/.test(name))).toEqual([]);
});

test('the verdict table of the docs equals the catalogue', () => {
  expect(textOf('docs/verdicts.md'), 'npm run docs').toBe(verdictTable(catalogue));
});
