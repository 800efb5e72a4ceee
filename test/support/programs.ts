import { execFile, execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Returns why a test cannot use a program on this machine and must be skipped, or undefined if it can. */
export async function findProblem(
  program: string,
  ...args: readonly string[]
): Promise<string | undefined> {
  // The AWS settings of the person who runs the tests must not count, so the home is a folder without any.
  const env = { PATH: process.env['PATH'], HOME: tmpdir() };
  return promisify(execFile)(program, args, { env }).then(
    () => undefined,
    (error: Error) => `${program} cannot be run here: ${error.message.trim()}`,
  );
}

/** Returns a PATH with Python's own programs first, because each start through a shim of pyenv takes twice as long. */
export function toPythonPath(): string {
  const { PATH = '' } = process.env;
  const print = ['-c', 'import sys; print(sys.prefix)'];
  try {
    const prefix = execFileSync('python3', print, { encoding: 'utf8', stdio: 'pipe' }).trim();
    return `${join(prefix, 'bin')}:${PATH}`;
  } catch {
    return PATH; // the AWS CLI 2 needs no Python
  }
}
