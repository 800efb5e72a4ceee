import type { StdioOptions } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';

type Stdio = Extract<StdioOptions, readonly unknown[]>;

const DESCRIPTORS = '/proc/self/fdinfo';
const CLOSE_ON_EXEC = 0o2000000;

/**
 * Closes the descriptors that this process inherited from its parent, such as a lock file. Otherwise the endpoint and
 * its child processes would keep them open. Node opens its own descriptors close-on-exec, so all others are inherited.
 * Only Linux shows the difference; on macOS, Node passes no descriptors to its children.
 */
export function closeInheritedDescriptors(): void {
  for (const fd of listInheritable()) {
    try {
      closeSync(fd);
    } catch {
      // This is the descriptor of the listing itself. It is already closed.
    }
  }
}

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
  const numbers = listInheritable();
  if (numbers.length === 0) return [];
  const nothing = openSync('/dev/null', 'r+');
  const highest = Math.max(...numbers);
  return Array.from({ length: highest + 1 }, (_, fd) =>
    numbers.includes(fd) ? nothing : 'ignore',
  );
}

/** The descriptors above stderr that a child would get: Linux lists their flags. */
function listInheritable(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync(DESCRIPTORS)
    .map(Number)
    .filter((fd) => fd > 2 && isInheritable(fd));
}

function isInheritable(fd: number): boolean {
  try {
    const text = readFileSync(`${DESCRIPTORS}/${fd}`, 'utf8');
    const flags = /^flags:\s+(\d+)/m.exec(text)?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0;
  } catch {
    return false; // the descriptor of the listing itself
  }
}
