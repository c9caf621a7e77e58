/** What Chain Fibers promise in particular, and what must be possible in them. */
import { propertyOf } from '../checker/protocol.ts';
import { isConfined, isCorrect } from '../models/chain-fibers/audit.ts';
import { chainFibers } from '../models/chain-fibers/chain-fibers.ts';

export const falseBlocksNeverBecomeFinal = propertyOf(chainFibers, {
  name: 'false-blocks-never-become-final',
  invariant: 'FIN',
  means: 'a final X-fiber block is what its transaction makes of inputs inside its fibers',
  on: 'state',
  kind: 'always',
  violation: ({ final }) => {
    const block = final.flat().find((one) => !(isCorrect(one) && isConfined(one)));
    return block === undefined ? null : `the block of T${block.tx} is false, and it is final`;
  },
});

export const honestAuditorsKeepTheirBonds = propertyOf(chainFibers, {
  name: 'honest-auditors-keep-their-bonds',
  invariant: 'BOND',
  means: 'only auditors that have signed what is false lose their bonds',
  on: 'state',
  kind: 'always',
  violation: ({ slashed, corrupt }) => {
    const victim = slashed.find((auditor) => !corrupt.includes(auditor));
    return victim === undefined ? null : `auditor ${victim} is honest, and has lost its bond`;
  },
});

export const aFalseBlockFalls = propertyOf(chainFibers, {
  name: 'a-false-block-falls',
  invariant: 'witness',
  means: 'a challenge succeeds, and those who signed lose their bonds',
  on: 'state',
  kind: 'sometimes',
  goal: ({ slashed }) => slashed.length > 0,
});

export const aLargerSetVotes = propertyOf(chainFibers, {
  name: 'a-larger-set-votes',
  invariant: 'witness',
  means: 'a drawn set is divided over a challenge, and all validators vote in the end',
  on: 'state',
  kind: 'sometimes',
  goal: ({ challenge }) => challenge?.round === 2,
});

export const blocksShareAMasterBlock = propertyOf(chainFibers, {
  name: 'blocks-share-a-master-block',
  invariant: 'witness',
  means: 'a final master block includes two X-fiber blocks',
  on: 'state',
  kind: 'sometimes',
  goal: ({ final }) => final.some((blocks) => blocks.length > 1),
});

export const blocksAreFinalAfterASplit = propertyOf(chainFibers, {
  name: 'a-block-from-before-a-split-is-final',
  invariant: 'witness',
  means: 'fibers were split, and a block is final that has been re-homed',
  on: 'state',
  kind: 'sometimes',
  goal: ({ fibers, final }) =>
    fibers === 4 && final.flat().some((block) => block.fibers.length > 1),
});
