/** Small machines made by hand, for the traps that a memoising explorer may step into. */
import { instantiate } from '../machine.ts';
import { type AnyProperty, protocol } from '../protocol.ts';
import type { MemoPolicy } from './trials.ts';

export interface Model<S> {
  readonly init: S;
  readonly steps: Readonly<Record<string, (draft: S) => void>>;
  readonly when?: (state: S) => boolean;
}

/** A machine whose steps are always enabled, or as `when` says. */
export function machineOf<S>({ init, steps, when }: Model<S>) {
  const built = protocol({
    name: 'trap',
    source: 'hand-made',
    section: '',
    version: 1,
    parameters: {},
    init: () => init,
  })({
    ablations: {},
    actions: (_, action) =>
      Object.fromEntries(
        Object.entries(steps).map(([name, then]) => [
          name,
          action({
            actor: 'honest',
            ...(when === undefined ? {} : { when: { when: (state) => when(state as S) } }),
            then: (draft) => then(draft as S),
            says: () => name,
          }),
        ]),
      ),
    ledger: {},
  });
  return instantiate(built, 'baseline');
}

export function always<S>(violation: (state: S) => string | null): AnyProperty {
  const head = { name: 'property', invariant: 'P', means: 'it holds', on: 'state' as const };
  return { ...head, kind: 'always', violation: (state) => violation(state as S) };
}

export const policies: readonly MemoPolicy[] = ['auto', 'always', 'never'];
