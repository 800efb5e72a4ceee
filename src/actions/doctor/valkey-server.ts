import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CATALOG } from '../../errors.js';
import type { Check } from '../../resources/shared/check.js';

const run = promisify(execFile);

/** The supported programs. The local endpoint uses the first one on the PATH. */
const PROGRAMS = ['valkey-server', 'redis-server'];

/** Checks the server behind the local endpoint, which only `--local` needs. */
export const valkeyServer: Check<unknown> = {
  name: 'valkey-server',
  async run() {
    for (const program of PROGRAMS) {
      const version = await findVersion(program);
      if (version === undefined) continue;
      const message = `${program} ${version}, for --local.`;
      const isOld = program === 'redis-server' && Number.parseInt(version, 10) < 7;
      if (!isOld) return { state: 'ok', message };
      const remedy = 'Install valkey-server, or redis-server 7 or later.';
      return { state: 'warning', message, remedy };
    }
    return {
      state: 'warning',
      message: 'valkey-server is not on the PATH: --local does not work without it.',
      remedy: CATALOG.VALKEY_SERVER_MISSING.hint,
    };
  },
};

async function findVersion(program: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(program, ['--version'], { timeout: 5_000 });
    return /v=(\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? 'of an unknown version';
  } catch {
    return undefined;
  }
}
