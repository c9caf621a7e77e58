/** Whether a verdict is what the catalogue of claims says it is. */
import type { Claim, Verdict } from '../protocol.ts';
import { counted } from '../report/style.ts';
import { type Evidence, isDecisive, type SuiteJudgement } from './judgement.ts';

/** `inconclusive`: a budget ended before the claim was decided, and nothing speaks against it. */
export type Standing = 'expected' | 'unexpected' | 'inconclusive';

export interface Assessment {
  readonly standing: Standing;
  /** What is not as expected, as a sentence; null if all is. */
  readonly why: string | null;
}

const asExpected: Assessment = { standing: 'expected', why: null };

/** @param areLengthsComparable Whether the instance is the one that the claim speaks of. */
export function assess(
  claim: Claim,
  evidence: Evidence,
  suite: SuiteJudgement,
  areLengthsComparable: boolean,
): Assessment {
  const { verdict } = evidence;
  if (verdict !== claim.expected) return unlike(claim, evidence, suite);
  if (!isDecisive(verdict) || claim.length === null || !areLengthsComparable) return asExpected;
  return lengthAgainst(claim.length, verdict, evidence);
}

function lengthAgainst(claimed: number, verdict: Verdict, evidence: Evidence): Assessment {
  const found = evidence.execution?.length ?? claimed;
  const isProven = evidence.minimal === 'proven';
  if (found === claimed || (!isProven && found > claimed)) return asExpected;
  const shortest = verdict === 'violated' ? 'counterexample' : 'witness';
  const measured = isProven ? `is proven to take ${found}` : `needs no more than ${found}`;
  return {
    standing: 'unexpected',
    why: `the claim says that a shortest ${shortest} takes ${counted(claimed, 'step')}; it ${measured}`,
  };
}

function unlike(claim: Claim, evidence: Evidence, suite: SuiteJudgement): Assessment {
  const { verdict, boundedStates } = evidence;
  const why = `expected ${claim.expected}, got ${verdict}`;
  if (verdict === 'unrefuted' || verdict === 'inconclusive') {
    if (!suite.complete) {
      return { standing: 'inconclusive', why: `${why}: ${endOf(suite)}` };
    }
    if (boundedStates > 0) {
      const states = counted(boundedStates, 'state');
      return {
        standing: 'unexpected',
        why: `${why}: only bounds of the instance keep ${states} from the goal; widen them`,
      };
    }
  }
  if (claim.expected === 'unrefuted' && verdict === 'holds') {
    return { standing: 'unexpected', why: `${why}: that is stronger, so the claim can say so` };
  }
  return { standing: 'unexpected', why };
}

/** Why an incomplete search ended, as a clause. */
function endOf(suite: SuiteJudgement): string {
  switch (suite.cut) {
    case 'time':
      return `the time was up after ${counted(suite.states, 'state')}; give more with --time`;
    case 'memory':
      return `the memory was used up after ${counted(suite.states, 'state')}; give more with --memory`;
    case 'interrupted':
      return `interrupted after ${counted(suite.states, 'state')}`;
    default:
      return `the search was cut at ${counted(suite.states, 'state')}; give more with --states`;
  }
}
