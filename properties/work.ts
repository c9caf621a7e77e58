/** Bounded work and bounded bypass. */
import { property } from '../checker/protocol.ts';

export const workStaysWithinLimits = property({
  name: 'work-stays-within-limits',
  invariant: 'LOAD',
  means: 'no block does more work, and no queue is longer, than the protocol promises',
  on: 'work',
  kind: 'always',
  violation: ({ blocks, queues }) => {
    const block = blocks.find(({ work, limit }) => work > limit);
    if (block !== undefined) return `${block.block} does ${block.work}, promised ${block.limit}`;
    const queue = queues.find(({ length, limit }) => length > limit);
    if (queue === undefined) return null;
    return `${queue.queue} holds ${queue.length}, promised ${queue.limit}`;
  },
});

export const nobodyIsOvertakenWithoutLimit = property({
  name: 'nobody-is-overtaken-without-limit',
  invariant: 'FAIR',
  means: 'between its arrival and its service, an item is overtaken at most as often as promised',
  on: 'work',
  kind: 'always',
  violation: ({ waits }) => {
    const victim = waits.find(({ overtaken, limit }) => overtaken > limit);
    if (victim === undefined) return null;
    return `${victim.item} was overtaken ${victim.overtaken} times, promised ${victim.limit}`;
  },
});
