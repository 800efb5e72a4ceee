import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A folder, and the environment in which somebody types there. */
export interface Shell {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs a line as it stands, and gives what it printed. Throws with its stderr when it fails. */
  run(line: string): Promise<string>;
  /** The same with what it printed as JSON; a command without an answer gives undefined. */
  ask(line: string): Promise<unknown>;
  /** The stderr of a line that must fail. */
  fail(line: string): Promise<string>;
}

/** A shell in a new folder below `home`, with these variables and no others of the caller's. */
export function openShell(home: string, variables: Readonly<Record<string, string>>): Shell {
  const folder = join(home, 'project');
  mkdirSync(folder, { recursive: true });
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, AWS_PAGER: '', ...variables };
  const run = async (line: string): Promise<string> => {
    const { stdout } = await promisify(execFile)('/bin/sh', ['-euc', line], { cwd: folder, env });
    return stdout;
  };
  return {
    folder,
    env,
    run,
    async ask(line) {
      const text = await run(line);
      return text.trim() === '' ? undefined : JSON.parse(text);
    },
    fail: (line) =>
      run(line).then(
        (stdout) => {
          throw new Error(`It did not fail:\n${line}\n${stdout}`);
        },
        (error: { stderr: string }) => error.stderr,
      ),
  };
}
