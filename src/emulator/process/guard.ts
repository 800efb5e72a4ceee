import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { withoutInherited } from './descriptors.js';

/** A child process that ends with this process, even if this one is killed with SIGKILL. */
export interface GuardedChild {
  /** The command's process id, or undefined if it could not be started. */
  readonly pid: number | undefined;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when the child and its descendants have ended. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Kills the child and its descendants. Resolves when they have ended. */
  kill(): Promise<void>;
}

export interface GuardedCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment: the child inherits nothing. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /**
   * Letters and digits in a variable of `env`, unique to this command. With a marker, the guard also finds
   * processes that left the group and whose parent has ended.
   */
  readonly marker?: string | undefined;
}

/**
 * Waits for a word on descriptor 3, then becomes the command, which keeps the process id and reports its own
 * exit code and signal. End of file means that this process is gone: the command never starts. `env -u` removes
 * the variables that bash adds.
 */
const LAUNCHER = 'read -r word <&3 || exit 1; exec 3<&-; exec /usr/bin/env "$@"';

/**
 * At end of file: kills the process group `$1` and all descendants, even those that left the group. A line on
 * stdin means that the group has already ended. In both cases the guard then kills all processes with the
 * marker in their environment. `$2` is a pattern that does not match itself, because `ps` also shows the
 * arguments of this shell and of grep.
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
 * Starts a command in its own process group, with a guard: a `/bin/sh` that reads a pipe from this process and
 * kills the group when the pipe closes. The command starts only after its guard, so it is never unguarded.
 * Node.js opens the pipes close-on-exec: neither the command nor another guard inherits them.
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
  // A caller that does not wait for the end must not fail because of a command that could not start.
  exited.catch(() => {});

  const start = child.stdio[3] as NodeJS.WritableStream | null;
  start?.on('error', () => {}); // the child was killed first
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
  /** Makes the guard kill the group. Resolves when it has. */
  kill(): Promise<void>;
  /** Tells the guard that the group has ended. Resolves when it has looked for processes that left the group. */
  dismiss(): Promise<void>;
}

/** Starts the guard of a process group. */
function startGuard(groupId: number, marker = ''): Guard {
  const pattern = marker === '' ? '' : `[${marker.slice(0, 1)}]${marker.slice(1)}`;
  const guard = spawn('/bin/sh', ['-c', GUARD, 'sh', String(groupId), pattern], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    detached: true, // the guard must not receive Ctrl-C
    stdio: withoutInherited(['pipe', 'ignore', 'ignore']),
  });
  const ended = once(guard, 'exit').then(
    () => {},
    () => killGroup(groupId), // the command must not run without a guard
  );
  const { stdin } = guard as { stdin: NodeJS.WritableStream & { unref?: () => void } };
  stdin.on('error', () => {}); // the guard has ended
  guard.unref();
  // In Node.js, a pipe is a socket and can be unref'd: the guard alone does not keep this process running.
  stdin.unref?.();
  const end = (word = ''): Promise<void> => {
    if (guard.stdin?.writableEnded === false) stdin.end(word);
    guard.ref(); // keeps this process running until the guard has ended
    return ended;
  };
  return { kill: () => end(), dismiss: () => end('done\n') };
}

function watch(child: ChildProcess, guard: Guard | undefined): GuardedChild['exited'] {
  return new Promise((resolve, reject) => {
    child.once('error', reject); // for example: `cwd` does not exist
    child.once('exit', (code, signal) => {
      killGroup(child.pid); // the descendants end with the child
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
