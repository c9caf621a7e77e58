/**
 * The alternating bit protocol over channels that lose messages, as a specification to count.
 *
 * Source      L. Lamport, "Specifying Systems", 2002, chapter 14; MCAlternatingBit.tla
 * Adversary   The channels lose any message.
 * Abstracted  As in the module.
 * Deviates    The module begins with any bit and data; here a first step chooses them, so there is
 *             one state, one level and one transition more than TLC reports. TLC counts steps out
 *             of the constraint on the lengths of the channels and goes no further; here they
 *             change nothing.
 * Bounds      Two values, channels of at most two messages.
 */
import { claims, holds, propertyOf, protocol, range } from '../../checker/protocol.ts';
import { at } from './at.ts';

const lengthMax = 2;
const data = range(2);
interface State {
  begun: boolean;
  /** Bit and value. */
  messages: (readonly [number, number])[];
  acknowledgements: number[];
  sentBit: number;
  ackBit: number;
  receivedBit: number;
  sent: number;
  received: number;
}

const begun = (state: { readonly begun: boolean }): boolean => state.begun;

export const alternatingBit = protocol({
  name: 'alternating-bit',
  source: 'L. Lamport, Specifying Systems, 2002 (MCAlternatingBit.tla)',
  section: '10',
  version: 1,
  parameters: {},
  init: (): State => ({
    begun: false,
    messages: [],
    acknowledgements: [],
    sentBit: 0,
    ackBit: 0,
    receivedBit: 0,
    sent: 0,
    received: 0,
  }),
})({
  ablations: {},
  actions: (_, action) => ({
    begin: action({
      actor: 'user',
      over: { bit: range(2), sent: data, received: data },
      when: { 'nothing has happened': (state) => !state.begun },
      then: (draft, { bit, sent, received }) => {
        Object.assign(draft, { begun: true, sentBit: bit, ackBit: bit, receivedBit: bit });
        Object.assign(draft, { sent, received });
      },
      says: ({ bit, sent, received }) => `it begins with ${bit}, ${sent} and ${received}`,
    }),
    sendNew: action({
      actor: 'user',
      over: { value: data },
      when: { begun, 'the last one arrived': (state) => state.ackBit === state.sentBit },
      then: (draft, { value }) => {
        if (draft.messages.length === lengthMax) return;
        draft.sent = value;
        draft.sentBit = 1 - draft.sentBit;
        draft.messages.push([draft.sentBit, value]);
      },
      says: ({ value }) => `the sender sends ${value}`,
    }),
    sendAgain: action({
      actor: 'honest',
      when: { begun, 'it has not arrived': (state) => state.ackBit !== state.sentBit },
      then: (draft) => {
        if (draft.messages.length < lengthMax) draft.messages.push([draft.sentBit, draft.sent]);
      },
      says: () => 'the sender sends it again',
    }),
    receive: action({
      actor: 'honest',
      when: { begun, 'there is a message': (state) => state.messages.length > 0 },
      then: (draft) => {
        [draft.receivedBit, draft.received] = at(draft.messages, 0);
        draft.messages.shift();
      },
      says: () => 'the receiver receives',
    }),
    acknowledge: action({
      actor: 'honest',
      when: { begun },
      then: (draft) => {
        if (draft.acknowledgements.length < lengthMax) {
          draft.acknowledgements.push(draft.receivedBit);
        }
      },
      says: () => 'the receiver acknowledges',
    }),
    receiveAcknowledgement: action({
      actor: 'honest',
      when: { begun, 'there is one': (state) => state.acknowledgements.length > 0 },
      then: (draft) => {
        draft.ackBit = at(draft.acknowledgements, 0);
        draft.acknowledgements.shift();
      },
      says: () => 'the sender receives an acknowledgement',
    }),
    loseMessage: action({
      actor: 'adversary',
      over: { place: range(lengthMax) },
      when: { begun, 'it is there': (state, { place }) => place < state.messages.length },
      then: (draft, { place }) => {
        draft.messages.splice(place, 1);
      },
      says: ({ place }) => `message ${place} is lost`,
    }),
    loseAcknowledgement: action({
      actor: 'adversary',
      over: { place: range(lengthMax) },
      when: { begun, 'it is there': (state, { place }) => place < state.acknowledgements.length },
      then: (draft, { place }) => {
        draft.acknowledgements.splice(place, 1);
      },
      says: ({ place }) => `acknowledgement ${place} is lost`,
    }),
  }),
  ledger: {},
});

const delivered = propertyOf(alternatingBit, {
  name: 'an-acknowledged-value-has-arrived',
  invariant: 'ABCInv',
  means: 'once a new value is acknowledged, the receiver has it',
  on: 'state',
  kind: 'step',
  violation: (before, _, after) =>
    before.ackBit !== before.sentBit &&
    after.ackBit === after.sentBit &&
    after.received !== after.sent
      ? `sent was ${after.sent}, received ${after.received}`
      : null,
});

export const alternatingBitClaims = claims(alternatingBit, {
  baseline: { claims: [holds(delivered)] },
});
