/** What each thread did, written down when the search is over, and added up by the leader. */
import { ownBytes, type Search } from '../search.ts';
import { directStepCount } from '../transitions.ts';
import { type Crew, refresh } from './views.ts';

/** A row a thread: these, then by step how often it was taken, and how often its code ran. */
const head = { transitions: 0, deadlocks: 1, audited: 2, directSteps: 3, bytes: 4 } as const;
const headWords = 5;

export function tallyWords({ machine }: Search): number {
  return headWords + 2 * machine.steps.length;
}

/** Writes down what this thread did. */
export function tally(search: Search, crew: Crew): void {
  refresh(crew);
  const { transitions, transitionCount, deadlocks, audit } = search;
  const row = crew.role * tallyWords(search);
  const { tallies } = crew.views;
  // Each thread begins with the initial state, and one of them counts.
  tallies[row + head.transitions] = transitionCount - 1;
  tallies[row + head.deadlocks] = deadlocks;
  tallies[row + head.audited] = audit.transitions + audit.states;
  tallies[row + head.directSteps] = directStepCount(transitions);
  tallies[row + head.bytes] = ownBytes(search);
  tallies.set(transitions.taken, row + headWords);
  tallies.set(transitions.ran, row + headWords + transitions.taken.length);
}

export function addTally(search: Search, crew: Crew, role: number): void {
  const { transitions } = search;
  const { totals } = crew;
  const { taken, ran } = transitions;
  const words = tallyWords(search);
  const row = crew.views.tallies.subarray(role * words, (role + 1) * words);
  const of = (name: keyof typeof head): number => row[head[name]] as number;
  search.transitionCount += of('transitions');
  search.deadlocks += of('deadlocks');
  totals.audited += of('audited');
  totals.bytes += of('bytes');
  totals.directSteps = Math.max(totals.directSteps, of('directSteps'));
  for (let step = 0; step < taken.length; step++) {
    taken[step] = (taken[step] as number) + (row[headWords + step] as number);
    ran[step] = (ran[step] as number) + (row[headWords + taken.length + step] as number);
  }
}
