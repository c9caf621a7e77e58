/**
 * People who write to one another, for tests of symmetry without columns: an array that one set
 * indexes twice, an array of two sets, numbers in rows of their own set and within a value.
 */
import { instantiate, type Machine } from '../machine.ts';
import { type AnyProperty, protocol, type Renaming, range, type ScalarSet } from '../protocol.ts';

export interface Letters {
  /** By writer and reader. */
  sent: boolean[][];
  /** By room and person. */
  rooms: { present: boolean[] }[];
  /** By person: from whom it heard last. */
  heard: (number | null)[];
  spoke: number[];
  /** By person beside the door, which is no person. */
  keys: boolean[];
}

const rooms = 2;
const inOrder = (list: readonly number[], to: Renaming): readonly number[] => list.map(to);
export const people = (size: number): ScalarSet => ({
  size,
  args: ['reader'],
  names: { writer: (name: string, to) => `P${to(Number(name.slice(1)))}` },
  rows: [
    'sent',
    'sent.*',
    'rooms.*.present',
    'heard',
    { array: 'keys', moves: (at, to) => (at === 0 ? 0 : 1 + to(at - 1)) },
  ],
  held: ['heard.*'],
  within: { spoke: inOrder },
});
export const place: ScalarSet = { size: rooms, args: ['room'], rows: ['rooms'] };

type Favour = 'rule' | 'bound' | 'effect' | 'nobody';
export interface Flaw {
  readonly favours?: Favour;
  readonly persons?: number;
  readonly symmetry?: Readonly<Record<string, ScalarSet>>;
}

export function lettersMachine({ favours = 'nobody', persons = 3, symmetry }: Flaw = {}): Machine {
  const letters = protocol({
    name: 'letters',
    source: 'hand-made',
    section: '',
    version: 1,
    parameters: {},
    init: (): Letters => ({
      sent: range(persons).map(() => range(persons).map(() => false)),
      rooms: range(rooms).map(() => ({ present: range(persons).map(() => false) })),
      heard: range(persons).map(() => null),
      spoke: [],
      keys: range(1 + persons).map(() => false),
    }),
  })({
    ablations: {},
    symmetry: () => symmetry ?? { person: people(persons), room: place },
    actions: (_, action) => ({
      enter: action({
        actor: 'user',
        over: { reader: range(persons), room: range(rooms) },
        when: {
          'it is nowhere': (state, { reader }) =>
            state.rooms.every(({ present }) => present[reader] === false),
          'it may': (state, { reader }) =>
            favours !== 'rule' || reader !== 0 || state.spoke.length === 0,
        },
        bound: {
          'there is a place': (state, { reader }) =>
            favours !== 'bound' || reader !== 1 || state.spoke.length === 0,
        },
        then: (draft, { reader, room }) => {
          const here = draft.rooms[room];
          if (here !== undefined) here.present[reader] = true;
          draft.keys[1 + reader] = true;
        },
        says: ({ reader, room }) => `${reader} enters room ${room}`,
      }),
      write: action({
        actor: 'honest',
        over: { writer: range(persons).map((person) => `P${person}`), reader: range(persons) },
        when: {
          'somebody is left to speak': (state) => state.spoke.length < 2,
          'both are in one room': (state, { writer, reader }) =>
            state.rooms.some(
              ({ present }) =>
                present[Number(writer.slice(1))] === true && present[reader] === true,
            ),
          'it is new': (state, { writer, reader }) =>
            state.sent[Number(writer.slice(1))]?.[reader] === false,
        },
        then: (draft, { writer, reader }) => {
          const from = Number(writer.slice(1));
          const letters = draft.sent[from];
          if (letters !== undefined) letters[reader] = true;
          draft.heard[reader] = from;
          draft.spoke.push(favours === 'effect' && draft.spoke.length > 0 ? 0 : from);
        },
        says: ({ writer, reader }) => `${writer} writes to ${reader}`,
      }),
    }),
    ledger: {},
  });
  return instantiate(letters, 'baseline');
}

export const on = { invariant: 'L', on: 'state' as const, means: 'as its name says' };
export const lettersProperties: readonly AnyProperty[] = [
  {
    ...on,
    name: 'nobody-hears-from-the-last-speaker',
    kind: 'always',
    violation: ({ heard, spoke }: Letters) =>
      spoke.length === 2 && heard.includes(spoke[1] ?? null) ? 'somebody does' : null,
  },
  {
    ...on,
    name: 'two-write-to-one-another',
    kind: 'sometimes',
    goal: ({ sent }: Letters) =>
      sent.some((row, from) => row.some((is, to) => is && from !== to && sent[to]?.[from])),
  },
  {
    ...on,
    name: 'a-reader-has-not-written',
    kind: 'step',
    violation: (_: Letters, action: { type: string; reader: number }, { spoke }: Letters) =>
      action.type === 'write' && spoke[0] === action.reader ? 'it has' : null,
  },
  {
    ...on,
    name: 'the-rooms-can-be-full',
    kind: 'recoverable',
    goal: (state: Letters) =>
      state.rooms.every(({ present }) => present.filter(Boolean).length > 1),
  },
] as readonly AnyProperty[];
