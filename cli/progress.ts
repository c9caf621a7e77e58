/** One line on standard error while something takes longer than two seconds. */
import { bytesText, grouped, lineWidth, shorten } from '../checker/report/style.ts';
import type { Seen } from './board.ts';
import type { Surroundings } from './surroundings.ts';

export interface ProgressLine {
  /** @param statesMax States that the search may visit; null for no bound. */
  readonly show: (what: string, seen: Seen, statesMax: number | null) => void;
  readonly clear: () => void;
}

const patience = 2_000;
const pause = 200;
/** Milliseconds over which the rate is taken. */
const rateSpan = 3_000;
const titleWidthMin = 8;

export function progressLine(surroundings: Surroundings): ProgressLine {
  const { isWatched, err, now, memoryTaken } = surroundings;
  if (!isWatched) return { show: () => {}, clear: () => {} };
  const start = now();
  const rateOf = meter();
  let next = start + patience;
  let isShown = false;
  return {
    show: (what, seen, statesMax) => {
      const time = now();
      const rate = rateOf(what, seen.states, time);
      if (time < next) return;
      next = time + pause;
      isShown = true;
      const parts = [
        ...(seen.states === 0 ? ['sampling'] : countsOf(seen, rate)),
        bytesText(memoryTaken()),
        ...estimateOf(seen, statesMax),
        `${Math.round((time - start) / 1000)} s`,
      ];
      const rest = parts.join(', ');
      const title = shorten(what, Math.max(titleWidthMin, lineWidth - 3 - rest.length));
      err(`\r\u001b[2K${shorten(`${title}  ${rest}`, lineWidth - 1)}`);
    },
    clear: () => {
      if (isShown) err('\r\u001b[2K');
      isShown = false;
    },
  };
}

function countsOf({ states, depth, queue }: Seen, rate: number | null): readonly string[] {
  return [
    `level ${grouped(depth)}`,
    `${states < 1e7 ? grouped(states) : rounded(states)} states`,
    ...(rate === null ? [] : [`${rounded(rate)}/s`]),
    `${rounded(queue)} to go`,
  ];
}

/** `812 k`, `1.2 M`: the last digits change too fast to be read. */
function rounded(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M`;
  return value >= 10_000 ? `${Math.round(value / 1000)} k` : grouped(Math.round(value));
}

/** What is left is known from levels that shrink, under a condition; else only the budget is. */
function estimateOf({ states, share }: Seen, statesMax: number | null): readonly string[] {
  if (share > 0) return [`${Math.floor(share / 10)} % if levels shrink on`];
  if (statesMax === null || states === 0) return [];
  return [`${Math.floor((100 * states) / statesMax)} % of --states`];
}

/** States a second over the last while; null before there is one. */
function meter(): (what: string, states: number, time: number) => number | null {
  let title = '';
  let seen: { readonly states: number; readonly time: number }[] = [];
  return (what, states, time) => {
    if (what !== title) [title, seen] = [what, []];
    seen.push({ states, time });
    while (seen.length > 2 && time - (seen[1]?.time ?? time) >= rateSpan) seen.shift();
    const [first] = seen;
    if (first === undefined || time === first.time) return null;
    return ((states - first.states) / (time - first.time)) * 1000;
  };
}
