/** Cross-shard messages: taken at most once, and never before their cause. */
import { property } from '../checker/protocol.ts';

export const noMessageIsConsumedTwice = property({
  name: 'no-message-is-consumed-twice',
  invariant: 'XONCE',
  means: 'each cross-shard message takes effect at most once in a view',
  on: 'messages',
  kind: 'always',
  violation: (messages) => {
    for (const { id, consumed } of messages) {
      const times = consumed.reduce((sum, consumption) => sum + consumption.times, 0);
      if (times <= 1) continue;
      const places = consumed.filter((one) => one.times > 0).map((one) => one.place);
      return `${id} is consumed ${times} times, at ${places.join(', ')}`;
    }
    return null;
  },
});

export const everyEffectHasItsCause = property({
  name: 'every-effect-has-its-cause',
  invariant: 'HB',
  means: 'what consumes a message has the emission in the canonical past of its chain',
  on: 'messages',
  kind: 'always',
  violation: (messages) => {
    for (const { id, consumed } of messages) {
      const orphan = consumed.find((one) => one.times > 0 && !one.causeInPast);
      if (orphan !== undefined) return `${orphan.place} consumed ${id} without its cause`;
    }
    return null;
  },
});
