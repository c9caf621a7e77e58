/** What rotating trains promise in particular (section 19). */
import { propertyOf } from '../checker/protocol.ts';
import { rotatingTrains } from '../models/rotating-trains/rotating-trains.ts';

export const onlyACrosslinkMakesFinal = propertyOf(rotatingTrains, {
  name: 'only-a-crosslink-makes-final',
  invariant: 'FIN',
  means: 'what a shard cannot take back changes by its own crosslink, or as all trains move on',
  on: 'state',
  kind: 'step',
  violation: (before, { type, shard }, after) => {
    const finalOf = ({ head, base }: (typeof before.shards)[number]): string => {
      const { trains, guests } = base ?? head;
      return [
        ...trains.flatMap(({ isHere, passengers }) => [isHere, ...passengers]),
        guests,
      ].join();
    };
    const changed = after.shards.findIndex((one, at) => {
      const then = before.shards[at];
      return then !== undefined && finalOf(then) !== finalOf(one);
    });
    if (changed < 0 || type === 'rotate' || (type === 'crosslink' && changed === shard))
      return null;
    return `${type} changes what is final on shard ${changed}`;
  },
});
