/** Judgements made by hand: what a search that saw everything may have found. */
import type { Verdict } from '../protocol.ts';
import { type Evidence, noEvidence, type SuiteJudgement } from './judgement.ts';

export interface Found {
  readonly verdict: Verdict;
  readonly length?: number;
  readonly minimal?: 'proven' | 'local';
  readonly bounded?: number;
}

export function evidenceOf(found: Found): Evidence {
  const { verdict, length, minimal = 'proven', bounded = 0 } = found;
  const evidence = { ...noEvidence, verdict, boundedStates: bounded };
  if (length === undefined) return evidence;
  return { ...evidence, minimal, execution: Array.from({ length }, () => ({ type: 'step' })) };
}

export const judgement: SuiteJudgement = {
  parameters: {},
  states: 1234,
  transitions: 5678,
  depth: 9,
  complete: true,
  cut: null,
  symmetry: [],
  unsortable: null,
  deadlocks: 0,
  collisionOdds: 0,
  fired: {},
  runs: 0,
  evidence: [],
  problems: [],
};
