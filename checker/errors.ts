/** What can go wrong, by who has to act; `exitCode` is what the command line ends with. */

/** Bad usage or bad input: a flag, a file, a selector, a parameter outside its domain. */
export class InputError extends Error {
  readonly exitCode = 2;
  override readonly name = 'InputError';
}

/** A model that breaks the contract of `checker/protocol.ts`. */
export class ModelError extends Error {
  readonly exitCode = 2;
  override readonly name = 'ModelError';
}

/** Non-determinism: the same question had two answers. */
export class DivergenceError extends Error {
  readonly exitCode = 4;
  override readonly name = 'DivergenceError';
}

/** The checker contradicts itself. */
export class InternalError extends Error {
  readonly exitCode = 5;
  override readonly name = 'InternalError';
}
