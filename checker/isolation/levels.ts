/**
 * The isolation levels, weakest first, and what each forbids in terms of the dependency graph.
 *
 * Source      A. Adya, PhD thesis, 1999 (PL-3 is `serializable`); A. Cerone, A. Gotsman, PODC 2016
 *             (snapshot isolation); R. Biswas, C. Enea, OOPSLA 2019 (the three weak ones, which
 *             include session order); K. Daudjee, K. Salem, VLDB 2006 (strong, session variants).
 */
import { dependencies, rt, so } from './edges.ts';

export const levels = [
  'read-committed',
  'read-atomic',
  'causal',
  'snapshot-isolation',
  'session-snapshot-isolation',
  'strong-snapshot-isolation',
  'serializable',
  'session-serializable',
  'strict-serializable',
] as const;
export type Level = (typeof levels)[number];
export type WeakLevel = 'read-committed' | 'read-atomic' | 'causal';
export type StrongLevel = Exclude<Level, WeakLevel>;

export interface Strength {
  /** Kinds of edges that must not form a cycle. */
  readonly mask: number;
  /** Whether a cycle with two rw in a row is allowed. */
  readonly isSnapshot: boolean;
  readonly needs: 'nothing' | 'sessions' | 'times';
}

const session = dependencies | (1 << so);
const realTime = session | (1 << rt);

export const strengths: Readonly<Record<StrongLevel, Strength>> = {
  'snapshot-isolation': { mask: dependencies, isSnapshot: true, needs: 'nothing' },
  'session-snapshot-isolation': { mask: session, isSnapshot: true, needs: 'sessions' },
  'strong-snapshot-isolation': { mask: realTime, isSnapshot: true, needs: 'times' },
  serializable: { mask: dependencies, isSnapshot: false, needs: 'nothing' },
  'session-serializable': { mask: session, isSnapshot: false, needs: 'sessions' },
  'strict-serializable': { mask: realTime, isSnapshot: false, needs: 'times' },
};

export function isWeak(level: Level): level is WeakLevel {
  return level === 'read-committed' || level === 'read-atomic' || level === 'causal';
}

/** Whether every history of the stronger level is one of the weaker. */
export function implies(stronger: StrongLevel, weaker: StrongLevel): boolean {
  const [strong, weak] = [strengths[stronger], strengths[weaker]];
  return (strong.mask & weak.mask) === weak.mask && (weak.isSnapshot || !strong.isSnapshot);
}
