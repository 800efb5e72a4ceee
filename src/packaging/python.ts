import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** This machine's Python. */
export interface Python {
  /** The real program: `python3` can be the slow script of a version manager. */
  readonly file: string;
  /** Such as `3.13.1`. */
  readonly version: string;
}

/** What was found, by PATH. */
const found = new Map<string | undefined, Promise<Python>>();

/** Finds the `python3` of the PATH, and asks it once; rejects when there is none. */
export function findPython(): Promise<Python> {
  const { PATH } = process.env;
  const asked = found.get(PATH) ?? ask();
  found.set(PATH, asked);
  asked.catch(() => found.delete(PATH));
  return asked;
}

async function ask(): Promise<Python> {
  const tell = 'import sys; print(sys.executable); print("%d.%d.%d" % sys.version_info[:3])';
  const { stdout } = await run('python3', ['-c', tell]);
  const [file = '', version = ''] = stdout.trim().split('\n');
  return { file, version };
}
