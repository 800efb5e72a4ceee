import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toPythonPath } from '../../support/programs.js';

/** A shell for the tutorial's commands: its folder and its environment. */
export interface Shell {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs a line unchanged and returns its output. Throws an error with its stderr when the line fails. */
  run(line: string): Promise<string>;
  /** Runs a line and parses its output as JSON; undefined when there is no output. */
  ask(line: string): Promise<unknown>;
  /** Runs a line that must fail, and returns its stderr. */
  fail(line: string): Promise<string>;
}

/** Opens a shell in a new folder below `home`, with only these variables of the caller. */
export function openShell(home: string, variables: Readonly<Record<string, string>>): Shell {
  const folder = join(home, 'project');
  mkdirSync(folder, { recursive: true });
  const env = { PATH: toPythonPath(), HOME: home, AWS_PAGER: '', ...variables };
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
          throw new Error(`This line must fail, but it succeeded:\n${line}\n${stdout}`);
        },
        (error: { stderr: string }) => error.stderr,
      ),
  };
}
