/** The folder of the package: beside cli/ in a clone, above dist/cli/ in what is installed. */
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const packageRoot =
  basename(dirname(here)) === 'dist' ? resolve(here, '../..') : resolve(here, '..');
