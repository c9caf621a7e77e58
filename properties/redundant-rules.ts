/**
 * Rules that no claim misses, each with the argument why: it is redundant, or which claim could
 * notice it. `npm run rules` removes every rule of every model and fails on one that is neither
 * noticed by a claim nor listed here, and on a line here that is no longer true.
 *
 * The key is "protocol action: rule".
 */
export const redundantRules: Readonly<Record<string, string>> = {};
