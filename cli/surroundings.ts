/** What the command line touches of the world besides files: an argument, so that tests can be one. */

export interface Surroundings {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Someone watches standard error: progress is worth a line. */
  readonly isWatched: boolean;
  readonly hasColour: boolean;
  readonly cwd: string;
  /** Milliseconds since the epoch, finer than whole ones. */
  readonly now: () => number;
  /** Calls the listener on Ctrl-C; the answer stops listening. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** Threads to judge on; 0 judges on this one, deaf to Ctrl-C while it does. */
  readonly threads: number;
  /** Bytes that the machine has for this process. */
  readonly memory: number;
  /** Bytes that this process has taken. */
  readonly memoryTaken: () => number;
}
