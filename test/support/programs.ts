import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
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
