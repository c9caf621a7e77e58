/** The log after ordering: roots that are committed to, finality and reorganisations. */
import { type ActionBuilder, range } from '../../checker/protocol.ts';
import { logOf, logsOf, shardName, type Values } from './instance.ts';
import { leavesAt } from './joint.ts';
import {
  executedPrefix,
  type Frozen,
  isOfThisLog,
  logTexts,
  type Root,
  rootsOf,
  type State,
} from './state.ts';

export const nameOfLog = (p: Values, log: number): string =>
  logsOf(p).length === 1 ? 'the log' : `the log of ${shardName(log)}`;

/** The root that an honest prover uses: the newest that was committed on the log as it is. */
export function newestRoot(state: Frozen<State>, p: Values): Frozen<Root> {
  const root = rootsOf(state, p).findLast((one) => isOfThisLog(state, p, one));
  if (root === undefined) throw new Error('the initial root is of every log');
  return root;
}

/** A root is of what everybody who follows a log has executed of it. */
export function commonPrefix(state: Frozen<State>, p: Values, log: number): number {
  const followers = range(p.executors).filter((executor) => logOf(p, executor) === log);
  return Math.min(...followers.map((executor) => executedPrefix(state, p, executor)));
}
function prefixesOf(state: Frozen<State>, p: Values): string[][] {
  return logsOf(p).map((log) => logTexts(state, p, log).slice(0, commonPrefix(state, p, log)));
}

export function logActions(p: Values, action: ActionBuilder<State>) {
  return {
    commit: action({
      actor: 'honest',
      when: {
        'the root is new': (state) => {
          const lengths = prefixesOf(state, p).map(({ length }) => length);
          return newestRoot(state, p).prefixes.some((prefix, log) => prefix.length < lengths[log]);
        },
      },
      bound: { 'a commit is left': (state) => state.roots.length < p.commits },
      then: (draft) => {
        const prefixes = prefixesOf(draft, p);
        const lengths = prefixes.map(({ length }) => length);
        const leaves = leavesAt(draft, p, lengths);
        draft.roots.push({ prefixes, leaves });
      },
      says: (_args, state) =>
        `executors commit to the root after ${prefixesOf(state, p)
          .map(({ length }) => length)
          .join(' and ')} blobs`,
    }),
    finalise: action({
      actor: 'honest',
      over: { log: p.finality ? logsOf(p) : [] },
      when: {
        'there is a blob to finalise': (state, { log }) =>
          state.finals[log] < state.logs[log].length,
      },
      then: (draft, { log }) => {
        draft.finals[log]++;
      },
      says: ({ log }, state) => `blob ${state.finals[log]} of ${nameOfLog(p, log)} is final`,
    }),
    reorganise: action({
      actor: 'adversary',
      over: { log: logsOf(p), depth: [1, 2] },
      when: {
        'none of them is final': (state, { log, depth }) =>
          state.finals[log] <= state.logs[log].length - depth,
      },
      bound: {
        'a reorganisation is left': (state) => state.reorganisations < p.reorganisations,
      },
      then: (draft, { log, depth }) => {
        draft.reorganisations++;
        const length = Math.max(0, draft.logs[log].length - depth);
        draft.logs[log] = draft.logs[log].slice(0, length);
        draft.finals[log] = Math.min(draft.finals[log], length);
        for (const [index, executor] of draft.executors.entries()) {
          if (logOf(p, index) !== log) continue;
          executor.arrived = executor.arrived.filter((position) => position < length);
          if (p.reexecution) executor.results.fill(null, length);
        }
      },
      says: ({ log, depth }) => `a reorganisation drops the last ${depth} of ${nameOfLog(p, log)}`,
    }),
  };
}
