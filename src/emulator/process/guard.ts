import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { withoutInherited } from './descriptors.js';

/** A child process that dies with this one, even when this one is killed with SIGKILL. */
export interface GuardedChild {
  /** The command's own process id; undefined when it could not be started. */
  readonly pid: number | undefined;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when the child is gone, and what it started. */
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
  /**
   * Letters and digits that only this command has in a variable of `env`. With it the guard also finds processes
   * that left the group and whose parent has ended.
   */
  readonly marker?: string | undefined;
}

/**
 * Waits for the word on descriptor 3, then becomes the command, which so keeps its process id, its
 * exit code and its signal. End of file instead of the word: this process is gone, and the command
 * is never begun. `env -u` takes out what bash adds to the environment of what it starts.
 */
const LAUNCHER = 'read -r word <&3 || exit 1; exec 3<&-; exec /usr/bin/env "$@"';

/**
 * At end of file: kills the process group `$1` and all descendants, which may have left the group. A line on stdin
 * says that the group is gone already. In both cases it then kills what has the marker in its environment; `$2` is
 * a pattern that does not match itself, for `ps` shows the arguments of this shell and of grep too.
 */
const GUARD = `trap "" HUP INT TERM
descend() {
  for pid in $({ cat /proc/$1/task/*/children || pgrep -P "$1"; } 2>/dev/null); do
    echo "$pid"
    descend "$pid"
  done
}
marked() {
  if [ -r /proc/self/environ ]; then grep -l -e "$1" /proc/[0-9]*/environ 2>/dev/null | cut -d / -f 3
  else ps -AEww -o pid=,command= | grep -e "$1" | while read -r pid rest; do echo "$pid"; done
  fi
}
if ! read -r word; then
  kill -s STOP -- "-$1" 2>/dev/null
  family=$(descend "$1")
  kill -s KILL -- "-$1" $family 2>/dev/null
fi
[ -n "$2" ] || exit 0
for round in 1 2 3 4 5 6 7 8 9 10; do
  found=$(marked "$2")
  [ -n "$found" ] || exit 0
  kill -s KILL $found 2>/dev/null
  sleep 0.02
done`;

const ADDED_BY_SHELLS = ['PWD', 'OLDPWD', 'SHLVL', '_'];

/**
 * Starts a command in a process group of its own, under a guard: a `/bin/sh` that reads a pipe from
 * this process and kills the group when the pipe closes. The command begins only when its guard is
 * there, so there is no moment at which it could be left over. Node opens the pipes
 * close-on-exec: neither the command nor another guard inherits an end of them.
 */
export function spawnGuarded({ command, args, env, cwd, marker }: GuardedCommand): GuardedChild {
  const unset = ADDED_BY_SHELLS.filter((name) => !(name in env)).flatMap((name) => ['-u', name]);
  const launcher = ['-c', LAUNCHER, 'sh', ...unset, command, ...args];
  const child = spawn('/bin/sh', launcher, {
    cwd,
    env: { ...env },
    detached: true,
    stdio: withoutInherited(['ignore', 'pipe', 'pipe', 'pipe']),
  });
  const guard = child.pid === undefined ? undefined : startGuard(child.pid, marker);
  const exited = watch(child, guard);
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
      await guard?.kill();
      killGroup(child.pid); // the guard itself may have been killed
      await exited.catch(() => {});
    },
  };
}

interface Guard {
  /** Has it kill all; resolves when it has. */
  kill(): Promise<void>;
  /** Tells it that the group is gone; resolves when it has looked for processes that left the group. */
  dismiss(): Promise<void>;
}

/** Starts the guard of a process group. */
function startGuard(groupId: number, marker = ''): Guard {
  const pattern = marker === '' ? '' : `[${marker.slice(0, 1)}]${marker.slice(1)}`;
  const guard = spawn('/bin/sh', ['-c', GUARD, 'sh', String(groupId), pattern], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    detached: true, // a Ctrl-C in the terminal is not for the guard
    stdio: withoutInherited(['pipe', 'ignore', 'ignore']),
  });
  const ended = once(guard, 'exit').then(
    () => {},
    () => killGroup(groupId), // unguarded is not allowed to run
  );
  const { stdin } = guard as { stdin: NodeJS.WritableStream & { unref?: () => void } };
  stdin.on('error', () => {}); // the guard is gone already
  guard.unref();
  // A pipe is a socket in Node, and can be unref'd: the guard alone keeps no process alive.
  stdin.unref?.();
  const end = (word = ''): Promise<void> => {
    if (guard.stdin?.writableEnded === false) stdin.end(word);
    guard.ref(); // now it is waited for
    return ended;
  };
  return { kill: () => end(), dismiss: () => end('done\n') };
}

function watch(child: ChildProcess, guard: Guard | undefined): GuardedChild['exited'] {
  return new Promise((resolve, reject) => {
    child.once('error', reject); // such as a `cwd` that does not exist
    child.once('exit', (code, signal) => {
      killGroup(child.pid); // what the child started does not outlive it
      void guard?.dismiss().then(() => resolve({ code, signal }));
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
