/** The runtime: what an instruction does to accounts, and the checks that it has to pass. */
import {
  accountsOf,
  type Declared,
  type Instruction,
  transactionsOf,
  type Values,
} from './instance.ts';

export interface Content {
  readonly lamports: number;
  readonly data: number;
}
/** Accounts as an instruction finds them. */
export type Accounts = (account: number) => Content;

/** One account that an instruction touches, before and after. */
export interface Touch {
  readonly account: number;
  readonly before: Content;
  readonly after: Content;
  /** A write that changes nothing is a write all the same. */
  readonly writes: boolean;
}
/** An instruction about to run, in the name of a transaction that declared these accounts. */
export interface Attempt {
  readonly program: string;
  readonly declared: readonly Declared[];
  readonly touches: readonly Touch[];
}

/** The instruction of a transaction with this number, or null if it has no more. */
export function attemptOf(tx: number, next: number, p: Values, at: Accounts): Attempt | null {
  const { declared, instructions } = transactionsOf(p)[tx];
  if (next >= instructions.length) return null;
  const instruction = instructions[next];
  return { program: instruction.program, declared, touches: touchesOf(instruction, at) };
}

function touchesOf(instruction: Instruction, at: Accounts): readonly Touch[] {
  const touch = (account: number, change: Partial<Content> | null): Touch => {
    const { lamports, data } = at(account);
    const before = { lamports, data };
    return { account, before, after: { ...before, ...change }, writes: change !== null };
  };
  switch (instruction.kind) {
    case 'pay': {
      const { from, to, debit, credit } = instruction;
      return [
        touch(from, { lamports: at(from).lamports - debit }),
        touch(to, { lamports: at(to).lamports + credit }),
      ];
    }
    case 'copy':
      return [
        touch(instruction.from, null),
        touch(instruction.to, { data: at(instruction.from).data }),
      ];
    case 'follow': {
      // Nothing but the data says which account it is.
      const target = at(instruction.pointer).data;
      return [touch(instruction.pointer, null), touch(target, { data: at(target).data + 1 })];
    }
  }
}

export function isDebited({ before, after }: Touch): boolean {
  return after.lamports < before.lamports;
}
export function isRewritten({ before, after }: Touch): boolean {
  return after.data !== before.data;
}

type Check = (attempt: Attempt, p: Values) => boolean;

/** What the runtime asks of every instruction, at the leader and wherever it is replayed. */
export const checks: Readonly<Record<string, Check>> = {
  'what it touches is declared': ({ declared, touches }, p) =>
    !p.declarations ||
    touches.every(({ account }) => declared.some((one) => one.account === account)),
  'what it writes is declared writable': ({ declared, touches }) =>
    touches
      .filter((touch) => touch.writes)
      .every(({ account }) => declared.every((one) => one.account !== account || one.writable)),
  'only its owner debits an account': ({ program, touches }, p) =>
    touches.filter(isDebited).every(({ account }) => accountsOf(p)[account].owner === program),
  'only its owner changes the data of an account': ({ program, touches }, p) =>
    touches.filter(isRewritten).every(({ account }) => accountsOf(p)[account].owner === program),
  'it gives the lamports that it takes': ({ touches }, p) =>
    !p.balanceCheck ||
    touches.reduce((sum, { before, after }) => sum + after.lamports - before.lamports, 0) === 0,
  'no balance falls below zero': ({ touches }) => touches.every(({ after }) => after.lamports >= 0),
};

export function passes(attempt: Attempt, p: Values): boolean {
  return Object.values(checks).every((check) => check(attempt, p));
}

/** All instructions of a transaction, one after the other: the accounts it leaves, or null. */
export function execute(tx: number, p: Values, at: Accounts): ReadonlyMap<number, Content> | null {
  const changed = new Map<number, Content>();
  const accounts: Accounts = (account) => changed.get(account) ?? at(account);
  for (let next = 0; ; next++) {
    const attempt = attemptOf(tx, next, p, accounts);
    if (attempt === null) return changed;
    if (!passes(attempt, p)) return null;
    for (const touch of attempt.touches.filter((touch) => touch.writes))
      changed.set(touch.account, touch.after);
  }
}
