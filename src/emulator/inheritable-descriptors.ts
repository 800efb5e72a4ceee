import type { StdioOptions } from 'node:child_process';
import { openSync, readdirSync, readFileSync } from 'node:fs';

type Stdio = Extract<StdioOptions, readonly unknown[]>;

const DESCRIPTORS = '/proc/self/fdinfo';
const CLOSE_ON_EXEC = 0o2000000;

let blocked: Stdio | undefined;

/**
 * Keeps a child from the descriptors that this process itself inherited: each becomes /dev/null in the child. A
 * lock or a pipe of the program that started us must not live on in a function. Node opens its own descriptors
 * close-on-exec, but leaves those with high numbers as it finds them. On macOS the child gets none of them anyway.
 */
export function withoutInherited(stdio: Stdio): Stdio {
  blocked ??= blockInherited();
  return [...stdio, ...blocked.slice(stdio.length)];
}

function blockInherited(): Stdio {
  const numbers = findInherited();
  if (numbers.length === 0) return [];
  const nothing = openSync('/dev/null', 'r+');
  const highest = Math.max(...numbers);
  return Array.from({ length: highest + 1 }, (_, fd) =>
    numbers.includes(fd) ? nothing : 'ignore',
  );
}

/** The descriptors above stderr that a child would get: Linux lists their flags. */
function findInherited(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync(DESCRIPTORS)
    .map(Number)
    .filter((fd) => fd > 2 && isInheritable(fd));
}

function isInheritable(fd: number): boolean {
  try {
    const [, flags = ''] =
      /^flags:\s+(\d+)/m.exec(readFileSync(`${DESCRIPTORS}/${fd}`, 'utf8')) ?? [];
    return (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0;
  } catch {
    return false; // the descriptor of the listing itself
  }
}
