/** How hard to look. Budgets are runs and states, so that one commit gets one verdict. */

export interface Budget {
  readonly seed: number;
  /** Sampled executions a suite. */
  readonly runs: number;
  /** Actions in a sampled execution. */
  readonly steps: number;
  /** Distinct states that the search of a suite may visit. */
  readonly states: number;
}

export type ProfileName = 'quick' | 'pr' | 'nightly';

/** The committed seed: without `--seed`, everybody draws the same executions. */
const committedSeed = 20_261_120;

export const profiles: Readonly<Record<ProfileName, Budget>> = {
  quick: { seed: committedSeed, runs: 60, steps: 60, states: 100_000 },
  pr: { seed: committedSeed, runs: 1_000, steps: 80, states: 1_000_000 },
  nightly: { seed: committedSeed, runs: 10_000, steps: 120, states: 20_000_000 },
};
