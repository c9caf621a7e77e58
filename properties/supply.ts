/** Conservation of value: nothing is made, nothing is lost, nothing is used twice. */
import { type AssetSupply, property } from '../checker/protocol.ts';

export const supplyIsConserved = property({
  name: 'supply-is-conserved',
  invariant: 'SUPPLY',
  means: 'balances, escrows, value in flight, fees and burned value add up to what there was',
  on: 'supply',
  kind: 'always',
  violation: (assets) => {
    for (const asset of assets) {
      const total = totalOf(asset);
      if (total === asset.genesis) continue;
      const sign = total > asset.genesis ? 'inflation' : 'deflation';
      const by = Math.abs(total - asset.genesis);
      return `${sign} of ${by} ${asset.asset}: ${total} where there were ${asset.genesis}`;
    }
    return null;
  },
});

export const nothingIsSpentTwice = property({
  name: 'nothing-is-spent-twice',
  invariant: 'NODS',
  means: 'no coin or nonce is used twice in one view, and no balance is negative',
  on: 'supply',
  kind: 'always',
  violation: (assets) => {
    for (const { asset, holdings, spends } of assets) {
      const twice = spends.find((spend) => spend.times > 1);
      if (twice !== undefined) return `${twice.unit} is spent ${twice.times} times`;
      const negative = holdings.find((holding) => holding.amount < 0);
      if (negative !== undefined) {
        return `${negative.owner} holds ${negative.amount} ${asset} on ${negative.place}`;
      }
    }
    return null;
  },
});

/** What the view shows of an asset, wherever it is; equal to its genesis if value is conserved. */
function totalOf(asset: AssetSupply): number {
  const held = asset.holdings.reduce((sum, holding) => sum + holding.amount, 0);
  return held + asset.escrowed + asset.inFlight + asset.fees + asset.burned - asset.minted;
}
