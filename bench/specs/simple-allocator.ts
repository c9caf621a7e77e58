/**
 * An allocator of resources to clients, as a specification to count.
 *
 * Source      S. Merz, SimpleAllocator.tla, TLA+ examples
 * Adversary   None.
 * Abstracted  As in the module: a request, a grant and a return are one step each.
 * Deviates    Nothing: states, transitions and depth are those that TLC reports.
 * Bounds      `clients` and `resources`.
 */
import { claims, count, holds, propertyOf, protocol, range } from '../../checker/protocol.ts';
import { at } from './at.ts';
import { bits } from './bits.ts';

interface State {
  /** By client, sets of resources as bits. */
  unsatisfied: number[];
  allocated: number[];
}

export const simpleAllocator = protocol({
  name: 'simple-allocator',
  source: 'S. Merz, SimpleAllocator.tla, TLA+ examples',
  section: '10',
  version: 1,
  parameters: { clients: count(3, { min: 1, max: 5 }), resources: count(2, { min: 1, max: 4 }) },
  init: (p): State => ({
    unsatisfied: range(p.clients).map(() => 0),
    allocated: range(p.clients).map(() => 0),
  }),
})({
  ablations: {},
  actions: (p, action) => {
    const over = {
      client: range(p.clients),
      set: range(2 ** p.resources).filter((set) => set !== 0),
    };
    return {
      request: action({
        actor: 'user',
        over,
        when: {
          'it waits for nothing': (state, { client }) => state.unsatisfied[client] === 0,
          'it holds nothing': (state, { client }) => state.allocated[client] === 0,
        },
        then: (draft, { client, set }) => {
          draft.unsatisfied[client] = set;
        },
        says: ({ client, set }) => `client ${client} asks for ${set}`,
      }),
      allocate: action({
        actor: 'honest',
        over,
        when: {
          'it waits for them': (state, { client, set }) =>
            (at(state.unsatisfied, client) & set) === set,
          'they are available': (state, { set }) =>
            state.allocated.every((held) => (held & set) === 0),
        },
        then: (draft, { client, set }) => {
          draft.allocated[client] = at(draft.allocated, client) | set;
          draft.unsatisfied[client] = at(draft.unsatisfied, client) & ~set;
        },
        says: ({ client, set }) => `client ${client} gets ${set}`,
      }),
      return: action({
        actor: 'user',
        over,
        when: {
          'it holds them': (state, { client, set }) => (at(state.allocated, client) & set) === set,
        },
        then: (draft, { client, set }) => {
          draft.allocated[client] = at(draft.allocated, client) & ~set;
        },
        says: ({ client, set }) => `client ${client} returns ${set}`,
      }),
    };
  },
  symmetry: (p) => ({
    client: { size: p.clients, args: ['client'], rows: ['unsatisfied', 'allocated'] },
    resource: {
      size: p.resources,
      args: [],
      names: { set: bits },
      rows: [],
      within: { 'unsatisfied.*': bits, 'allocated.*': bits },
    },
  }),
  ledger: {},
});

const exclusive = propertyOf(simpleAllocator, {
  name: 'no-resource-has-two-holders',
  invariant: 'ResourceMutex',
  means: 'no resource is allocated to two clients',
  on: 'state',
  kind: 'always',
  violation: (state) => {
    const twice = state.allocated.reduce(
      ({ seen, both }, held) => ({ seen: seen | held, both: both | (seen & held) }),
      { seen: 0, both: 0 },
    );
    return twice.both === 0 ? null : `${twice.both} are allocated twice`;
  },
});

export const simpleAllocatorClaims = claims(simpleAllocator, {
  baseline: { claims: [holds(exclusive)] },
});
