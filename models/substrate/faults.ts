/**
 * Budgets: how often the adversary may still do each thing it can do (section 0.4).
 *
 * A budget is part of the state, so that a space stays finite and a counterexample shows what the
 * adversary paid. It stands in `bound`, never in `when`: it limits the instance, not the protocol.
 */

/** What is left, by kind of fault: `{ crashes: 1, replays: 2 }`. */
export type Budget<Fault extends string> = Record<Fault, number>;

export function hasLeft<Fault extends string>(
  budget: Readonly<Budget<Fault>>,
  fault: Fault,
): boolean {
  return budget[fault] > 0;
}

export function spend<Fault extends string>(budget: Budget<Fault>, fault: Fault): void {
  budget[fault]--;
}
