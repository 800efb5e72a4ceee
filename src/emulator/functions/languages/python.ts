import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Language, Program } from './language.js';

const WITHIN_MS = 30_000;
const TELL = 'import sys; print(sys.executable); print("%d.%d.%d" % sys.version_info[:3])';

interface Interpreter {
  readonly file: string;
  readonly version: string;
}

/** Python: the `python3` of the PATH runs the functions. `log` receives a line for each runtime of another version. */
export function createPython(log: (line: string) => void): Language {
  let found: Promise<Interpreter> | undefined;
  const compared = new Set<string>();
  return {
    bootstrap: 'function-bootstrap.py',
    async findProgram(runtime): Promise<Program> {
      // A version manager's script takes longer than Python itself, so the endpoint runs it once.
      found ??= findInterpreter();
      try {
        const { file, version } = await found;
        if (!compared.has(runtime) && !version.startsWith(`${runtime.replace('python', '')}.`)) {
          log(`${runtime} functions run on this machine's Python ${version} (${file}).`);
        }
        compared.add(runtime);
        return { file };
      } catch (error) {
        found = undefined;
        return { problem: toProblem(runtime, error) };
      }
    },
    // AWS's runtime does not buffer output, uses UTF-8, and cannot write compiled files beside the code.
    toFlags: () => ['-u', '-B', '-X', 'utf8'],
    toVariables: ({ caFile }) => ({
      // Not on AWS: the emulator's own authority signs the certificates of caches.
      SSL_CERT_FILE: caFile,
      AWS_CA_BUNDLE: caFile,
    }),
  };
}

/** Asks `python3` for its real path. Only this run has the endpoint's own environment, which version managers need. */
async function findInterpreter(): Promise<Interpreter> {
  const { stdout } = await promisify(execFile)('python3', ['-c', TELL], { timeout: WITHIN_MS });
  const [file = '', version = ''] = stdout.trim().split('\n');
  if (file === '') throw new Error('It does not know its own path.');
  return { file, version };
}

function toProblem(runtime: string, error: unknown): string {
  const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
  const reason = stderr?.trim() || (error instanceof Error ? error.message : String(error));
  const what =
    code === 'ENOENT'
      ? 'the PATH of the local endpoint has no python3'
      : `python3 does not run: ${reason}`;
  return `${runtime} functions need this machine's python3, but ${what}. Install Python 3 and invoke the function again.`;
}
