import type { Renaming } from '../../checker/protocol.ts';

/** A set of numbers as the bits of one, under new names. */
export function bits(set: number, to: Renaming): number {
  let renamed = 0;
  for (let number = 0; set >> number > 0; number++) {
    if ((set >> number) & 1) renamed |= 1 << to(number);
  }
  return renamed;
}
