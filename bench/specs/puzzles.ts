/**
 * Three puzzles whose state spaces are published, as specifications to count: water jugs,
 * missionaries and cannibals, the towers of Hanoi.
 *
 * Source      DieHard.tla, MissionariesAndCannibals.tla, tower_of_hanoi/Hanoi.tla, TLA+ examples
 * Adversary   None.
 * Abstracted  As in the modules.
 * Deviates    Where a guard is a disjunction, TLC takes one step for each disjunct that is true;
 *             arguments say which.
 * Bounds      Two jugs; three missionaries and three cannibals; five disks on three towers.
 */
import { claims, propertyOf, protocol, range, witnessed } from '../../checker/protocol.ts';
import { at } from './at.ts';

const source = 'TLA+ examples';

export const waterJugs = protocol({
  name: 'water-jugs',
  source: `${source}: DieHard.tla`,
  section: '10',
  version: 1,
  parameters: {},
  init: () => ({ big: 0, small: 0 }),
})({
  ablations: {},
  actions: (_, action) => {
    const pour = (name: string, then: (jugs: { big: number; small: number }) => void) =>
      action({ actor: 'user', then, says: () => name });
    return {
      fillSmall: pour('fill the small jug', (jugs) => {
        jugs.small = 3;
      }),
      fillBig: pour('fill the big jug', (jugs) => {
        jugs.big = 5;
      }),
      emptySmall: pour('empty the small jug', (jugs) => {
        jugs.small = 0;
      }),
      emptyBig: pour('empty the big jug', (jugs) => {
        jugs.big = 0;
      }),
      smallToBig: pour('pour the small jug into the big one', (jugs) => {
        const moved = Math.min(jugs.small, 5 - jugs.big);
        jugs.big += moved;
        jugs.small -= moved;
      }),
      bigToSmall: pour('pour the big jug into the small one', (jugs) => {
        const moved = Math.min(jugs.big, 3 - jugs.small);
        jugs.small += moved;
        jugs.big -= moved;
      }),
    };
  },
  ledger: {},
});

const fourGallons = propertyOf(waterJugs, {
  name: 'the-big-jug-holds-four-gallons',
  invariant: 'NotSolved',
  means: 'the puzzle is solved',
  on: 'state',
  kind: 'sometimes',
  goal: ({ big }) => big === 4,
});
export const waterJugsClaims = claims(waterJugs, {
  baseline: { claims: [witnessed(fourGallons, { length: 6 })] },
});

/** Persons 0 to 2 are missionaries, 3 to 5 cannibals; sets are bits. */
const persons = range(6);
const missionaries = 0b000111;
const cannibals = 0b111000;
const size = (set: number): number => persons.filter((person) => (set >> person) & 1).length;
/** Why a bank is safe: nobody can be eaten (0), or missionaries are not outnumbered (1). */
const isSafe = (set: number, because: number): boolean =>
  because === 0 ? (set & missionaries) === 0 : size(set & cannibals) <= size(set & missionaries);

export const riverCrossing = protocol({
  name: 'river-crossing',
  source: `${source}: MissionariesAndCannibals.tla`,
  section: '10',
  version: 1,
  parameters: {},
  init: () => ({ boat: 0, banks: [0b111111, 0] }),
})({
  ablations: {},
  actions: (_, action) => ({
    cross: action({
      actor: 'user',
      over: {
        who: range(64).filter((set) => size(set) === 1 || size(set) === 2),
        here: range(2),
        there: range(2),
      },
      when: {
        'they are where the boat is': ({ boat, banks }, { who }) => (at(banks, boat) & who) === who,
        'this bank stays safe': ({ boat, banks }, { who, here }) =>
          isSafe(at(banks, boat) & ~who, here),
        'the other bank stays safe': ({ boat, banks }, { who, there }) =>
          isSafe(at(banks, 1 - boat) | who, there),
      },
      then: (draft, { who }) => {
        const { boat, banks } = draft;
        banks[boat] = at(banks, boat) & ~who;
        banks[1 - boat] = at(banks, 1 - boat) | who;
        draft.boat = 1 - boat;
      },
      says: ({ who }) => `${who} cross`,
    }),
  }),
  ledger: {},
});

const allAcross = propertyOf(riverCrossing, {
  name: 'all-are-across',
  invariant: 'Solution',
  means: 'the puzzle is solved',
  on: 'state',
  kind: 'sometimes',
  goal: ({ banks }) => banks[0] === 0,
});
export const riverCrossingClaims = claims(riverCrossing, {
  baseline: { claims: [witnessed(allAcross, { length: 11 })] },
});

const diskCount = 5;
const towerCount = 3;
const allDisks = 2 ** diskCount - 1;

export const hanoi = protocol({
  name: 'hanoi',
  source: `${source}: Hanoi.tla`,
  section: '10',
  version: 1,
  parameters: {},
  init: () => ({ towers: range(towerCount).map((tower) => (tower === 0 ? allDisks : 0)) }),
})({
  ablations: {},
  actions: (_, action) => ({
    move: action({
      actor: 'user',
      over: {
        disk: range(diskCount).map((disk) => 2 ** disk),
        from: range(towerCount),
        to: range(towerCount),
        because: ['no smaller disk is there', 'no disk is there'],
      },
      when: {
        'to another tower': (__, { from, to }) => from !== to,
        'it is on top': ({ towers }, { disk, from }) =>
          (at(towers, from) & (2 * disk - 1)) === disk,
        'it may lie there': ({ towers }, { disk, to, because }) =>
          because === 'no disk is there' ? towers[to] === 0 : (at(towers, to) & (disk - 1)) === 0,
      },
      then: ({ towers }, { disk, from, to }) => {
        towers[from] = at(towers, from) - disk;
        towers[to] = at(towers, to) + disk;
      },
      says: ({ disk, from, to }) => `disk ${disk} from tower ${from} to tower ${to}`,
    }),
  }),
  ledger: {},
});

const moved = propertyOf(hanoi, {
  name: 'all-disks-are-on-the-last-tower',
  invariant: 'NotSolved',
  means: 'the puzzle is solved',
  on: 'state',
  kind: 'sometimes',
  goal: ({ towers }) => towers[towerCount - 1] === allDisks,
});
export const hanoiClaims = claims(hanoi, {
  baseline: { claims: [witnessed(moved, { length: 31 })] },
});
