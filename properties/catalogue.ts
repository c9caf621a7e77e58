/**
 * The catalogue of claims: every suite of every protocol, in the order in which they are shown.
 * The command line, the suites and the table in the docs are all read from it.
 */
import type { Suite } from '../checker/protocol.ts';

export const catalogue: readonly Suite[] = [];
