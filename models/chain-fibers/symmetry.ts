/** Chain Fibers: the auditors of one fiber may change places, where both are honest or neither. */
import { type Renaming, range, type Symmetry } from '../../checker/protocol.ts';
import { ascending } from '../substrate/renaming.ts';
import { auditorsOf, corruptAuditors, type Values } from './instance.ts';
import type { Block, Frozen } from './state.ts';

/** With fused delivery they sign in one step, and nothing tells them apart. */
export function symmetry(p: Values): Symmetry {
  if (p.delivery === 'fused') return {};
  const corrupt = corruptAuditors(p);
  const alike = range(4).filter((fiber) => {
    const [one, ...others] = auditorsOf(fiber).map((auditor) => corrupt.includes(auditor));
    return others.every((other) => other === one);
  });
  const block = (one: Frozen<Block>, to: Renaming): Frozen<Block> => ({
    ...one,
    signers: ascending(one.signers, to),
  });
  const blocks = (chain: readonly (readonly Frozen<Block>[])[], to: Renaming) =>
    chain.map((list) => list.map((one) => block(one, to)));
  const sets = alike.map((fiber) => {
    const auditors = auditorsOf(fiber);
    const set = {
      size: auditors.length,
      from: auditors[0],
      args: ['auditor'],
      rows: [],
      within: {
        'waiting.*': (one: Frozen<Block> | null, to: Renaming) =>
          one === null ? null : block(one, to),
        final: blocks,
        chain: blocks,
        slashed: ascending,
      },
    };
    return [`auditor of fiber ${fiber}`, set] as const;
  });
  return Object.fromEntries(sets);
}
