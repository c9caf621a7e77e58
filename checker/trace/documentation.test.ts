/**
 * The page on counterexample files.
 *
 * Method: the file that it shows is read by the code that it documents, its table is held against
 * the keys of a file, and the limits that it states against those of the code.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  actionsMax,
  nestingMax,
  parseCounterexample,
  serializeCounterexample,
  sizeMax,
} from './counterexample.ts';
import { eventually, recordings } from './recordings-fixture.ts';

const page = readFileSync(new URL('../../docs/counterexamples.md', import.meta.url), 'utf8');
const [, example = ''] = /```json\n(.*?)```/s.exec(page) ?? [];

test('the file shown is one, to the letter', () => {
  expect(serializeCounterexample(parseCounterexample(example))).toBe(example);
});

test('every field has its row, and no row is left over', () => {
  const rows = page.match(/^\| `.*$/gm) ?? [];
  const described = rows.flatMap((row) => row.split('|')[1]?.match(/\w+/g) ?? []);
  expect(described.sort()).toEqual(Object.keys(eventually.counterexample).sort());
});

test('every kind is named, and the limits are those of the code', () => {
  for (const kind of Object.keys(recordings)) expect(page).toContain(`\`${kind}\``);
  expect(page).toContain(`larger than ${sizeMax / 2 ** 20} MiB`);
  expect(page).toContain(`more than ${nestingMax} deep`);
  expect(page).toContain(`more than ${actionsMax.toLocaleString('en')} items`);
});
