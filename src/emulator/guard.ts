import type { Readable } from 'node:stream';

/** A child process that dies with this one, even when this one is killed with SIGKILL. */
export interface GuardedChild {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when the child is gone. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Kills the child and what it started; resolves when they are gone. */
  kill(): Promise<void>;
}

export interface GuardedCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}
