/** One line on standard error while something takes longer than two seconds. */
import type { Progress } from '../checker/explore/exploration.ts';
import { grouped, lineWidth, shorten } from '../checker/report/style.ts';
import type { Surroundings } from './surroundings.ts';

export interface ProgressLine {
  readonly show: (what: string, seen: Progress) => void;
  readonly clear: () => void;
}

const patience = 2_000;
const pause = 200;

export function progressLine({ isWatched, err, now }: Surroundings): ProgressLine {
  if (!isWatched) return { show: () => {}, clear: () => {} };
  const start = now();
  let next = start + patience;
  let isShown = false;
  return {
    show: (what, { states, depth, queue }) => {
      const time = now();
      if (time < next) return;
      next = time + pause;
      isShown = true;
      const seconds = Math.round((time - start) / 1000);
      const counts =
        states === 0
          ? 'sampling'
          : `${grouped(states)} states, depth ${grouped(depth)}, ${grouped(queue)} to go`;
      err(`\r\u001b[2K${shorten(`${what}  ${counts}  ${seconds} s`, lineWidth - 1)}`);
    },
    clear: () => {
      if (isShown) err('\r\u001b[2K');
      isShown = false;
    },
  };
}
