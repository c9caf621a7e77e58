/** The one sentence that a counterexample file says to people. */
import type { JudgedClaim } from '../check/conclusion.ts';
import type { Suite } from '../protocol.ts';
import { ablationOf } from './claims.ts';

export function moralOf(suite: Suite, { claim, evidence }: JudgedClaim): string {
  const ablation = ablationOf(suite);
  const what = evidence.explanation ?? claim.property.means;
  const said = ablation === null ? what : `Unless ${ablation.removes}: ${what}`;
  const start = said.charAt(0).toUpperCase() + said.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
