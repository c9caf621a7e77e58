/** Finality. */
import { property } from '../checker/protocol.ts';

export const finalBlocksStay = property({
  name: 'final-blocks-stay',
  invariant: 'FIN',
  means: 'no block that was final leaves the canonical chain',
  on: 'chains',
  kind: 'step',
  violation: (before, _action, after) => {
    for (const { chain, final } of before) {
      const canonical = after.find((other) => other.chain === chain)?.canonical ?? [];
      const gone = final.find((block) => !canonical.includes(block));
      if (gone !== undefined) return `final block ${gone} left the canonical chain of ${chain}`;
    }
    return null;
  },
});
