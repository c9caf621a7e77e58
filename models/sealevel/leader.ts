/** Execution at the leader: on a working copy, which is stored as a whole or thrown away. */
import { transactionsOf, type Values } from './instance.ts';
import { isDebited, isRewritten, type Touch } from './runtime.ts';
import { type Loaded, nextOf, type State } from './state.ts';

/** Runs the next instruction. The first one loads all that its transaction has declared. */
export function run(draft: State, p: Values, tx: number): void {
  const attempt = nextOf(draft, p, tx);
  if (attempt === null) throw new Error(`T${tx} has an instruction left`);
  const job = draft.jobs[tx];
  if (job.next === 0) {
    job.copy = transactionsOf(p)[tx].declared.map(({ account }) => load(draft, account));
  }
  for (const touch of attempt.touches) {
    let loaded = job.copy.find((one) => one.account === touch.account);
    if (loaded === undefined) {
      loaded = load(draft, touch.account);
      job.copy.push(loaded);
      // What was pushed is read back, since a draft may hold a copy of it.
      loaded = job.copy[job.copy.length - 1];
    }
    apply(loaded, touch, attempt.program, draft.bank[touch.account].owner);
  }
  job.next++;
}

function load(state: State, account: number): Loaded {
  const { lamports, data, writers } = state.bank[account];
  const version = writers.length;
  return { account, lamports, data, version, touched: false, written: false, takenBy: null };
}

function apply(loaded: Loaded, touch: Touch, program: string, owner: string): void {
  const { lamports, data } = touch.after;
  loaded.lamports = lamports;
  loaded.data = data;
  loaded.touched = true;
  loaded.written ||= touch.writes;
  if (isDebited(touch) || isRewritten(touch)) {
    const isStranger = loaded.takenBy !== null && loaded.takenBy !== owner;
    loaded.takenBy = isStranger ? loaded.takenBy : program;
  }
}

/** Puts what was written into the bank, whatever may have happened there since it was loaded. */
export function store(draft: State, tx: number): void {
  const job = draft.jobs[tx];
  for (const { account, lamports, data, written, takenBy } of job.copy) {
    if (!written) continue;
    const row = draft.bank[account];
    row.lamports = lamports;
    row.data = data;
    row.writers.push({ tx, takenBy });
  }
  job.reads = job.copy
    .filter(({ touched }) => touched)
    .map(({ account, version }) => ({ account, version }));
  job.copy = [];
  job.phase = 'stored';
}
