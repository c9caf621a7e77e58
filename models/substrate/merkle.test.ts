/**
 * Merkle trees.
 *
 * Method: roots and one proof against constants computed apart from this code, with the SHA-256 of
 * OpenSSL over bytes put together by hand (`printf '\x00a' | sha256sum` gives the first leaf, and
 * so on up); then what a proof promises, for drawn lists and for every way of changing one thing
 * of a valid proof; then exhaustively, that nothing but the leaf at the index verifies.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { isMerkleProof, type MerkleProof, merkleProof, merkleRoot } from './merkle.ts';

describe('roots computed by hand', () => {
  test.each([
    ['', '8a994067b22ddc04c70098f9236e27366e417971a0d7e4ccdd27e4be7540c93d'],
    ['a', '1f3e6f0027812288af3eb7aa1df97bf603a76b2c81eb3391cef85b9b26521c5a'],
    ['ab', 'e76ad397efa73c5775c7b28bc057847741f8249999dba5ead6a8ebcecbfbe6dc'],
    ['abc', '0687a26e01abf14e567e8fbcd91327aae48e545e60ea7745e7a5a8889e8582a4'],
    ['abcd', '521a147ce94cdf44b171f4160d8b0f3b2d0ffee9f7487831ca98fa1c81fe09ae'],
    ['abcde', '2d63057d244435f068b2b6fd39ab14c88c1a17e0df232e24b4597ee72545c9c7'],
    ['→', '05157498f87df9b359142fe2f4700fe6afa640bb7208bdf825fb3d5c3a9bb084'],
  ])('leaves %j', (letters, root) => {
    expect(merkleRoot([...letters])).toBe(root);
  });

  test('the proof of the third of five leaves', () => {
    expect(merkleProof([...'abcde'], 2)).toEqual({
      index: 2,
      count: 5,
      path: [
        'd070dc5b8da9aea7dc0f5ad4c29d89965200059c9a0ceca3abd5da2492dcb71d',
        'b137985ff484fb600db93107c77b0365c80d78f5b429ded0fd97361d077999eb',
        '2824a7ccda2caa720c85c9fba1e8b5b735eecfdb03878e4f8dfe6c3625030bc4',
      ],
    });
  });

  test('there is no proof of a leaf that is not there', () => {
    expect(() => merkleProof(['a'], 1)).toThrow('index expected a whole number from 0 to 0, got 1');
  });
});

/** A list of distinct leaves and the place of one of them. */
const placed = fc
  .uniqueArray(fc.string({ unit: 'grapheme', maxLength: 12 }), { minLength: 1, maxLength: 20 })
  .chain((leaves) =>
    fc.record({ leaves: fc.constant(leaves), index: fc.nat({ max: leaves.length - 1 }) }),
  );

/** One hexadecimal digit of a hash with one of its bits flipped. */
function flipped(hash: string, bit: number): string {
  const at = Math.floor(bit / 4) % hash.length;
  const digit = Number.parseInt(hash.charAt(at), 16) ^ (1 << (bit % 4));
  return hash.slice(0, at) + digit.toString(16) + hash.slice(at + 1);
}

describe('a proof', () => {
  test.prop([placed], { seed: 2318 })('of a leaf verifies', ({ leaves, index }) => {
    const leaf = leaves[index] ?? '';
    expect(isMerkleProof(merkleRoot(leaves), leaf, merkleProof(leaves, index))).toBe(true);
  });

  test.prop([placed, fc.string({ unit: 'grapheme' })], { seed: 2318 })(
    'verifies for no other leaf',
    ({ leaves, index }, other) => {
      fc.pre(other !== leaves[index]);
      const proof = merkleProof(leaves, index);
      for (const leaf of [...leaves.filter((_, at) => at !== index), other]) {
        expect(isMerkleProof(merkleRoot(leaves), leaf, proof)).toBe(false);
      }
    },
  );

  test.prop([placed, fc.integer({ min: -2, max: 24 }), fc.integer({ min: -2, max: 24 })], {
    seed: 2318,
  })('verifies for no other index and no other number of leaves', ({ leaves, index }, i, n) => {
    const [root, leaf] = [merkleRoot(leaves), leaves[index] ?? ''];
    const proof = merkleProof(leaves, index);
    expect(isMerkleProof(root, leaf, { ...proof, index: i })).toBe(i === index);
    expect(isMerkleProof(root, leaf, { ...proof, count: n })).toBe(n === leaves.length);
  });

  test.prop([placed, fc.nat({ max: 255 }), fc.nat()], { seed: 2318 })(
    'fails if any bit of the root or of a sibling is another',
    ({ leaves, index }, bit, level) => {
      const [root, leaf] = [merkleRoot(leaves), leaves[index] ?? ''];
      const proof = merkleProof(leaves, index);
      expect(isMerkleProof(flipped(root, bit), leaf, proof)).toBe(false);
      const at = level % Math.max(1, proof.path.length);
      const path = proof.path.map((hash, place) => (place === at ? flipped(hash, bit) : hash));
      expect(isMerkleProof(root, leaf, { ...proof, path })).toBe(path.length === 0);
    },
  );

  test.prop([placed], { seed: 2318 })(
    'fails if it is cut, prolonged or out of order',
    ({ leaves, index }) => {
      const [root, leaf] = [merkleRoot(leaves), leaves[index] ?? ''];
      const proof = merkleProof(leaves, index);
      const verifies = (path: readonly string[]): boolean =>
        isMerkleProof(root, leaf, { ...proof, path });
      if (proof.path.length > 0) expect(verifies(proof.path.slice(1))).toBe(false);
      if (proof.path.length > 1) expect(verifies(proof.path.toReversed())).toBe(false);
      expect(verifies([...proof.path, root])).toBe(false);
    },
  );

  test.prop([placed, fc.string({ unit: 'grapheme' })], { seed: 2318 })(
    'of a shorter list does not lead to the root of a longer one',
    ({ leaves, index }, more) => {
      const proof = merkleProof(leaves, index);
      const root = merkleRoot([...leaves, more]);
      expect(isMerkleProof(root, leaves[index] ?? '', proof)).toBe(false);
    },
  );

  test('with nonsense in it is false, and no error', () => {
    const root = merkleRoot(['a', 'b']);
    const { path } = merkleProof(['a', 'b'], 0);
    const nonsense: readonly MerkleProof[] = [
      { index: 0.5, count: 2, path },
      { index: 0, count: Number.POSITIVE_INFINITY, path },
      { index: 0, count: 2 ** 33, path },
      { index: 0, count: Number.NaN, path },
      { index: 0, count: 2, path: ['zz'] },
      { index: 0, count: 2, path: [(path[0] ?? '').toUpperCase()] },
    ];
    for (const proof of nonsense) expect(isMerkleProof(root, 'a', proof)).toBe(false);
  });

  test('exhaustively up to nine leaves: of 2,025 triples (proof, leaf, index) 45 verify', () => {
    let [asked, verified] = [0, 0];
    for (let count = 1; count <= 9; count++) {
      const leaves = [...'abcdefghi'.slice(0, count)];
      const root = merkleRoot(leaves);
      for (let from = 0; from < count; from++) {
        for (const [at, leaf] of leaves.entries()) {
          for (let index = 0; index < count; index++) {
            asked++;
            const answer = isMerkleProof(root, leaf, { ...merkleProof(leaves, from), index });
            expect(answer).toBe(at === from && index === from);
            if (answer) verified++;
          }
        }
      }
    }
    expect([asked, verified]).toEqual([2025, 45]);
  });
});

describe('leaves and nodes are kept apart', () => {
  test('the two children of the root are no leaf, whatever is written into it', () => {
    const leaves = ['a', 'b'];
    const [a, b] = [merkleProof(leaves, 1).path[0] ?? '', merkleProof(leaves, 0).path[0] ?? ''];
    for (const forged of [a + b, `01${a}${b}`, String.fromCharCode(1) + a + b]) {
      const proof: MerkleProof = { index: 0, count: 1, path: [] };
      expect(isMerkleProof(merkleRoot(leaves), forged, proof)).toBe(false);
      expect(merkleRoot([forged])).not.toBe(merkleRoot(leaves));
    }
  });
});
