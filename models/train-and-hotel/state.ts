/** What the two contracts and the network hold, and what follows from it. */
import type { DeepReadonly } from '../../checker/protocol.ts';
import { capacityOf, hotel, type Place, places, train, usersOf, type Values } from './instance.ts';

/** What a contract knows of a user. */
export interface Record {
  /** `held`: reserved or locked. `released`: was held, and is no more. `refused`: sold out. */
  status: 'none' | 'held' | 'booked' | 'released' | 'refused';
  /** Ticks until it is released, while it is held. */
  left: number;
}
/** A transaction of a user that no block has included yet, or none. */
export interface Message {
  kind: 'none' | 'reserve' | 'confirm';
  /** Ticks until it has to be in a block. */
  left: number;
}
export interface User {
  /** What happened to it at the train and at the hotel. */
  records: Record[];
  messages: Message[];
  asked: boolean;
  isHere: boolean;
}
export interface State {
  /** Seats and rooms that there are. */
  units: number[];
  users: User[];
  walkouts: number;
}
export type View = DeepReadonly<State>;
export interface At {
  readonly tx: number;
  readonly place: Place;
}

export function initialState(p: Values): State {
  const state: State = {
    units: places.map((place) => capacityOf(p, place)),
    users: usersOf(p).map(() => ({
      records: places.map(() => ({ status: 'none', left: 0 })),
      messages: places.map(() => noMessage()),
      asked: false,
      isHere: true,
    })),
    walkouts: p.walkouts,
  };
  if (p.arrivals === 'together') for (const user of state.users) ask(user, p);
  return state;
}

export function noMessage(): Message {
  return { kind: 'none', left: 0 };
}

export function ask(user: User, p: Values): void {
  user.asked = true;
  if (p.carrier === 'reservations') sendToBoth(user, p, 'reserve');
}
export function sendToBoth(user: User, p: Values, kind: Message['kind']): void {
  for (const place of places) user.messages[place] = { kind, left: p.delay };
}

// ── questions ────────────────────────────────────────────────────────────────────────────────

export const recordAt = (state: View, { tx, place }: At): DeepReadonly<Record> =>
  state.users[tx].records[place];

/** How many users are in one of these states at a contract. */
export function countAt(state: View, place: Place, ...statuses: Record['status'][]): number {
  return state.users.filter(({ records }) => statuses.includes(records[place].status)).length;
}
export function freeUnits(state: View, place: Place): number {
  return state.units[place] - countAt(state, place, 'held', 'booked');
}

/** Nothing of it is held, and nothing of it is on its way. */
export function isSettled(state: View, tx: number): boolean {
  return outcomeOf(state, tx) !== 'open' && !isOnItsWay(state, tx);
}
export function isOnItsWay(state: View, tx: number): boolean {
  const { messages, records } = state.users[tx];
  return messages.some(({ kind }) => kind !== 'none') || records.some(isHeld);
}
export const isHeld = ({ status }: DeepReadonly<Record>): boolean => status === 'held';

export function outcomeOf(state: View, tx: number): 'open' | 'committed' | 'aborted' {
  const statuses = state.users[tx].records.map(({ status }) => status);
  const isLost = statuses.some((status) => status === 'refused' || status === 'released');
  if (statuses.every((status) => status === 'booked')) return 'committed';
  return isLost && !isOnItsWay(state, tx) ? 'aborted' : 'open';
}

/** Whether a clock has anything to count down for it. */
export function hasTimer(state: View, p: Values, tx: number): boolean {
  if (p.carrier === 'reservations') return isOnItsWay(state, tx);
  return p.leases && recordAt(state, { tx, place: train }).left > 0;
}

/** Users who are kept from the train by the lock of another, while there is a seat for them. */
export function keptOut(state: View, p: Values): number {
  if (p.carrier !== 'locks' || !isLockedByAnother(state, p, { tx: -1, place: train })) return 0;
  if (freeUnits(state, train) <= 0) return 0;
  return state.users.filter(({ records }) => records[train].status === 'none').length;
}

export function isLockedByAnother(state: View, p: Values, { tx, place }: At): boolean {
  if (p.locked === 'one unit') return false;
  return state.users.some(({ records }, other) => other !== tx && isHeld(records[place]));
}

/**
 * What a contract must see of the other before it books: the train decides, once the hotel is
 * locked too; the hotel follows.
 */
export function mayBook(state: View, { tx, place }: At): boolean {
  const other = state.users[tx].records[place === train ? hotel : train];
  return place === train ? isHeld(other) : other.status === 'booked';
}
export function mayRelease(state: View, p: Values, { tx, place }: At): boolean {
  const { status, left } = recordAt(state, { tx, place: train });
  return place === train ? p.leases && left === 0 : status === 'released';
}
