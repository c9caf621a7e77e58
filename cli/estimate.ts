/** How much of all states a search has seen, where its levels let one say so. */
import type { Progress } from '../checker/explore/exploration.ts';

/** Levels in a row that must have shrunk, each by no less than the one before it. */
const shrinkingMin = 3;

/**
 * Tenths of a percent of all states, told progress as it comes; 0 while nothing can be said.
 *
 * Past the greatest level, levels mostly shrink faster and faster. If they go on so, those still to
 * come sum to no more than a geometric series with the last ratio, so the share is a lower bound.
 * A space can grow again: the answer holds under that condition, and must be shown with it.
 */
export function levelEstimate(): (progress: Progress) => number {
  let depth = 0;
  let before = 0;
  let size = 0;
  let ratio = 1;
  let shrinking = 0;
  let total = 0;
  return (progress) => {
    if (progress.depth !== depth) {
      const next = progress.states - before;
      const nextRatio = size === 0 ? Number.POSITIVE_INFINITY : next / size;
      shrinking = progress.depth === depth + 1 && nextRatio < ratio ? shrinking + 1 : 0;
      ratio = Math.min(1, nextRatio);
      [depth, before, size] = [progress.depth, progress.states, next];
      total = progress.states + (next * ratio) / (1 - ratio);
    }
    return shrinking < shrinkingMin ? 0 : Math.floor((1000 * progress.states) / total);
  };
}
