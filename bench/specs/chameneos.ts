/**
 * Chameneos that meet in pairs and change colour, as a specification to count.
 *
 * Source      C. Kaiser, J.-F. Pradat-Peyre, "Chameneos, a Concurrency Game for Java, Ada and
 *             Others", AICCSA 2003; Chameneos.tla, TLA+ examples
 * Adversary   None.
 * Abstracted  As in the module: a meeting is one step of the second to come.
 * Deviates    The module begins with any colours; here a first step chooses them, so there is one
 *             state, one level and one transition more than TLC reports.
 * Bounds      Four chameneos, four meetings.
 */
import {
  claims,
  holds,
  propertyOf,
  protocol,
  type Renaming,
  range,
} from '../../checker/protocol.ts';
import { at } from './at.ts';

const [creatureCount, meetingCount] = [4, 4];
const colours = ['blue', 'red', 'yellow'] as const;
type Colour = (typeof colours)[number];
interface State {
  begun: boolean;
  creatures: { colour: Colour | 'faded'; met: number }[];
  place: number | null;
  meetings: number;
}

function complement(one: Colour | 'faded', two: Colour | 'faded'): Colour | 'faded' {
  return one === two ? one : (colours.find((colour) => colour !== one && colour !== two) ?? one);
}

/** The colours as digits, one for each creature. */
function renamedPainting(painting: number, to: Renaming): number {
  return range(creatureCount).reduce((sum, who) => {
    const digit = Math.floor(painting / colours.length ** who) % colours.length;
    return sum + digit * colours.length ** to(who);
  }, 0);
}

export const chameneos = protocol({
  name: 'chameneos',
  source: 'Kaiser and Pradat-Peyre, Chameneos, AICCSA 2003 (Chameneos.tla)',
  section: '10',
  version: 1,
  parameters: {},
  init: (): State => ({
    begun: false,
    creatures: range(creatureCount).map(() => ({ colour: 'blue', met: 0 })),
    place: null,
    meetings: 0,
  }),
})({
  ablations: {},
  actions: (_, action) => ({
    begin: action({
      actor: 'user',
      over: { painting: range(colours.length ** creatureCount) },
      when: { 'nothing has happened': (state) => !state.begun },
      then: (draft, { painting }) => {
        draft.begun = true;
        for (const [who, creature] of draft.creatures.entries()) {
          const digit = Math.floor(painting / colours.length ** who) % colours.length;
          creature.colour = at(colours, digit);
        }
      },
      says: ({ painting }) => `the colours are painting ${painting}`,
    }),
    meet: action({
      actor: 'honest',
      over: { who: range(creatureCount) },
      when: {
        'the colours are chosen': (state) => state.begun,
        'it has not faded': (state, { who }) => at(state.creatures, who).colour !== 'faded',
        'it is not there yet': (state, { who }) => state.place !== who,
      },
      then: (draft, { who }) => {
        const creature = at(draft.creatures, who);
        if (draft.place === null) {
          if (draft.meetings < meetingCount) draft.place = who;
          else creature.colour = 'faded';
          return;
        }
        const other = at(draft.creatures, draft.place);
        const colour = complement(creature.colour, other.colour);
        for (const each of [creature, other]) {
          each.colour = colour;
          each.met++;
        }
        draft.place = null;
        draft.meetings++;
      },
      says: ({ who }) => `chameneos ${who} goes to the meeting place`,
    }),
  }),
  symmetry: () => ({
    creature: {
      size: creatureCount,
      args: ['who'],
      names: { painting: renamedPainting },
      rows: ['creatures'],
      held: ['place'],
    },
  }),
  ledger: {},
});

const counted = propertyOf(chameneos, {
  name: 'every-meeting-is-counted-twice',
  invariant: 'SumMet',
  means: 'when all meetings are over, the chameneos have met twice as often in all',
  on: 'state',
  kind: 'always',
  violation: ({ creatures, meetings }) => {
    const met = creatures.reduce((sum, creature) => sum + creature.met, 0);
    return meetings === meetingCount && met !== 2 * meetingCount ? `they met ${met} times` : null;
  },
});

export const chameneosClaims = claims(chameneos, { baseline: { claims: [holds(counted)] } });
