import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';

/** The reason why a program cannot be used here, or nothing: for tests that are skipped without it. */
export async function findProblem(
  program: string,
  ...args: readonly string[]
): Promise<string | undefined> {
  // The caller's AWS settings may not count, and a home without them is any that has none.
  const env = { PATH: process.env['PATH'], HOME: tmpdir() };
  return promisify(execFile)(program, args, { env }).then(
    () => undefined,
    (error: Error) => `${program} cannot be run here: ${error.message.trim()}`,
  );
}
