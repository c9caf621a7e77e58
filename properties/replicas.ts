/** Executors that must agree, and keys that only one of them may write. */
import { property } from '../checker/protocol.ts';

export const equalInputGivesEqualResult = property({
  name: 'equal-input-gives-equal-result',
  invariant: 'DET',
  means: 'two honest executors with the same canonical input compute the same state',
  on: 'replicas',
  kind: 'always',
  violation: ({ executors }) => {
    for (const [index, one] of executors.entries()) {
      const other = executors
        .slice(index + 1)
        .find(({ input, result }) => input === one.input && result !== one.result);
      if (other !== undefined) {
        const [here, there] = [`${one.name} has ${one.result}`, `${other.name} ${other.result}`];
        return `after the same input, ${here} and ${there}`;
      }
    }
    return null;
  },
});

export const keysHaveOneWriter = property({
  name: 'keys-have-one-writer',
  invariant: 'ISO',
  means: 'within an epoch no key is written, in ways that do not commute, by two executors',
  on: 'replicas',
  kind: 'always',
  violation: ({ writers }) => {
    const shared = writers.find((key) => new Set(key.writers).size > 1);
    if (shared === undefined) return null;
    return `${shared.key} is written by ${shared.writers.join(' and ')} in ${shared.epoch}`;
  },
});
