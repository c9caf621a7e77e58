/** Executors: blobs arrive, and are executed or skipped. */
import { type ActionBuilder, range } from '../../checker/protocol.ts';
import {
  canPay,
  entryAt,
  isDeclared,
  isItsTurn,
  isNonceNext,
  isProven,
  isValid,
  noOpOf,
  resultOf,
  type Turn,
} from './execution.ts';
import { logOf, type Values } from './instance.ts';
import type { Frozen, State } from './state.ts';

const noTurns: { executor: readonly number[]; position: readonly number[] } = {
  executor: [],
  position: [],
};

export function executorActions(p: Values, action: ActionBuilder<State>) {
  const turns = { executor: range(p.executors), position: range(p.slots) };
  const describe = (state: Frozen<State>, turn: Turn): string =>
    `executor ${turn.executor} comes to T${entryAt(state, p, turn)?.tx}`;
  /** Whatever stands behind it in the log may have waited for it. */
  const concerns = (turn: Turn, state: Frozen<State>): readonly number[] =>
    state.logs[logOf(p, turn.executor)].slice(turn.position).map(({ tx }) => tx);
  const comesNow = {
    'it has arrived': (state: Frozen<State>, { executor, position }: Turn) =>
      p.delivery === 'fused' || state.executors[executor].arrived.includes(position),
    'it is not executed here': (state: Frozen<State>, { executor, position }: Turn) =>
      state.executors[executor].results[position] === null,
    'what it may depend on is executed here': (state: Frozen<State>, turn: Turn) =>
      isItsTurn(state, p, turn),
  };
  return {
    arrive: action({
      actor: 'honest',
      over: p.delivery === 'explicit' ? turns : noTurns,
      when: {
        'the blob is in the log': (state, turn) => entryAt(state, p, turn) !== null,
        'it has not arrived': (state, { executor, position }) =>
          !state.executors[executor].arrived.includes(position),
      },
      then: (draft, { executor, position }) => {
        const { arrived } = draft.executors[executor];
        arrived.push(position);
        // Only an executor that runs blobs as they come cares how they came.
        if (p.order !== 'arrival') arrived.sort();
      },
      says: (turn, state) => `T${entryAt(state, p, turn)?.tx} arrives at executor ${turn.executor}`,
      concerns,
    }),
    execute: action({
      actor: 'honest',
      over: turns,
      when: {
        ...comesNow,
        'its witness is proven': (state, turn) => isProven(state, p, turn),
        'what it touches is declared': (state, turn) =>
          !p.declarations || isDeclared(state, p, turn),
        'its nonce is next': (state, turn) => !p.nonces || isNonceNext(state, p, turn),
        'the balance suffices': (state, turn) => canPay(state, p, turn),
      },
      then: (draft, turn) => {
        draft.executors[turn.executor].results[turn.position] = resultOf(draft, p, turn);
      },
      says: (turn, state) => `${describe(state, turn)} and executes it`,
      concerns,
    }),
    skip: action({
      actor: 'honest',
      over: p.noOps ? turns : noTurns,
      when: {
        ...comesNow,
        'a check refuses it': (state, turn) => !isValid(state, p, turn),
      },
      then: (draft, turn) => {
        draft.executors[turn.executor].results[turn.position] = noOpOf(draft, p, turn);
      },
      says: (turn, state) => `${describe(state, turn)}, which is a no-op and pays its fee`,
      concerns,
    }),
  };
}
