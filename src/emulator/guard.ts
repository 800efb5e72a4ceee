import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** A child process that dies with this one, even when this one is killed with SIGKILL. */
export interface GuardedChild {
  /** The command's own process id; undefined when it could not be started. */
  readonly pid: number | undefined;
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

/**
 * Waits for the word on descriptor 3, then becomes the command, which so keeps its process id, its
 * exit code and its signal. End of file instead of the word: this process is gone, and the command
 * is never begun. `env -u` takes out what bash adds to the environment of what it starts.
 */
const LAUNCHER = 'read -r word <&3 || exit 1; exec 3<&-; exec /usr/bin/env "$@"';

/** Kills the process group `$1` at end of file; a line on stdin sends the guard away instead. */
const GUARD = 'trap "" HUP INT TERM; read -r word || kill -s KILL -- "-$1"';

const ADDED_BY_SHELLS = ['PWD', 'OLDPWD', 'SHLVL', '_'];

/**
 * Starts a command in a process group of its own, under a guard: a `/bin/sh` that reads a pipe from
 * this process and kills the group when the pipe closes. The command begins only when its guard is
 * there, so there is no moment at which it could be left over. Node opens the pipes
 * close-on-exec: neither the command nor another guard inherits an end of them.
 */
export function spawnGuarded({ command, args, env, cwd }: GuardedCommand): GuardedChild {
  const unset = ADDED_BY_SHELLS.filter((name) => !(name in env)).flatMap((name) => ['-u', name]);
  const launcher = ['-c', LAUNCHER, 'sh', ...unset, command, ...args];
  const child = spawn('/bin/sh', launcher, {
    cwd,
    env: { ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const dismissGuard = child.pid === undefined ? () => {} : startGuard(child.pid);
  const exited = watch(child, dismissGuard);
  // Whoever does not wait for the end is not to be stopped by a command that could not be started.
  exited.catch(() => {});

  const start = child.stdio[3] as NodeJS.WritableStream | null;
  start?.on('error', () => {}); // killed before the word
  start?.end('go\n');

  return {
    pid: child.pid,
    stdout: child.stdout as Readable,
    stderr: child.stderr as Readable,
    exited,
    async kill() {
      killGroup(child.pid);
      await exited.catch(() => {});
    },
  };
}

/** Starts the guard of a process group; returns the function that sends it away. */
function startGuard(groupId: number): () => void {
  const guard = spawn('/bin/sh', ['-c', GUARD, 'sh', String(groupId)], {
    cwd: '/',
    env: {},
    detached: true, // a Ctrl-C in the terminal is not for the guard
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => killGroup(groupId)); // unguarded is not allowed to run
  guard.stdin.on('error', () => {}); // the guard is gone already
  guard.unref();
  // A pipe is a socket in Node, and can be unref'd: the guard alone keeps no process alive.
  (guard.stdin as unknown as { unref?: () => void }).unref?.();
  return () => guard.stdin.end('done\n');
}

function watch(child: ChildProcess, dismissGuard: () => void): GuardedChild['exited'] {
  return new Promise((resolve, reject) => {
    child.once('error', reject); // such as a `cwd` that does not exist
    child.once('exit', (code, signal) => {
      killGroup(child.pid); // what the child started does not outlive it
      dismissGuard();
      resolve({ code, signal });
    });
  });
}

function killGroup(groupId: number | undefined): void {
  if (groupId === undefined) return;
  try {
    process.kill(-groupId, 'SIGKILL');
  } catch {
    // The group is empty: all are gone.
  }
}
