import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../errors.js';
import { findLocal, runLocal, startLocal, stopLocal } from '../target.js';
import type { Ui } from '../ui/ui.js';
import { type CommandFlags, withSession } from './session.js';

export interface LocalStartFlags extends CommandFlags {
  readonly foreground?: boolean;
}

/** What `local start` and `local status` say of the endpoint; no key is in it. */
type Endpoint = NonNullable<Awaited<ReturnType<typeof findLocal>>>;

/** Starts the endpoint; it stays until `local stop`. */
export async function runLocalStart(flags: LocalStartFlags, ui: Ui): Promise<void> {
  await withSession('local start', flags, ui, async ({ signal }, config) => {
    if (flags.foreground) {
      const { endpoint, ended } = await runLocal(config, flags, {
        signal,
        onLog: (line) => ui.note(line),
      });
      ui.note(`The local endpoint runs at ${endpoint}; Ctrl-C stops it.`);
      await ended;
      return;
    }
    const endpoint = await startLocal(config, { ...flags, startedBy: 'local start' });
    const document = { command: 'local start', ok: true, ...toFacts(endpoint) };
    ui.result(document, () => {
      const { pid, endpoint: url, pace } = endpoint.record;
      const did = endpoint.isNew ? 'runs' : 'already runs';
      return `The local endpoint ${did} at ${url} (process ${pid}, pace ${pace}).\n`;
    });
  });
}

/** Stops the endpoint, whatever is in it. */
export async function runLocalStop(flags: CommandFlags, ui: Ui): Promise<void> {
  await withSession('local stop', flags, ui, async (_session, config) => {
    const stopped = await stopLocal(config);
    ui.result({ command: 'local stop', ok: true, stopped }, () =>
      stopped ? 'The local endpoint is stopped.\n' : 'No local endpoint was running.\n',
    );
  });
}

/** Says whether the endpoint runs, and where; with --verbose its log too. */
export async function runLocalStatus(flags: CommandFlags, ui: Ui): Promise<void> {
  await withSession('local status', flags, ui, async (_session, config) => {
    const endpoint = await findLocal(config);
    const facts = endpoint ? toFacts(endpoint) : { running: false };
    if (endpoint && flags.verbose) {
      ui.note(await readFile(join(config.localDir, 'endpoint.log'), 'utf8').catch(() => ''));
    }
    ui.result({ command: 'local status', ok: true, ...facts }, () => {
      if (!endpoint) return 'No local endpoint is running.\n';
      const { record, status } = endpoint;
      const lines = [
        `The local endpoint runs at ${record.endpoint} (process ${record.pid}, pace ${record.pace}).`,
        `CA file  ${record.caFile}`,
        status.empty ? 'Nothing is in it.' : 'A lab, or something else, is in it.',
      ];
      return `${lines.join('\n')}\n`;
    });
  });
}

/** Prints what makes another SDK or the AWS CLI use the endpoint: `eval "$(valkey-lab local env)"`. */
export async function runLocalEnv(flags: CommandFlags, ui: Ui): Promise<void> {
  await withSession('local env', flags, ui, async (_session, config) => {
    const { record } = await startLocal(config, { ...flags, startedBy: 'command' });
    const region = config.region ?? 'us-east-1';
    const variables = {
      AWS_ENDPOINT_URL: record.endpoint,
      AWS_ACCESS_KEY_ID: record.accessKeyId,
      AWS_SECRET_ACCESS_KEY: record.secretAccessKey,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
    };
    if (flags.json) {
      throw new LabError('USAGE_INVALID', '`local env` prints shell lines with keys, not JSON.');
    }
    const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${value}`);
    // A profile or a session token of the caller's would win over these keys.
    ui.result({}, () => `${[...lines, 'unset AWS_PROFILE AWS_SESSION_TOKEN'].join('\n')}\n`);
  });
}

function toFacts({ record, status }: Endpoint): object {
  const { endpoint, pid, account, pace, caFile, startedBy } = record;
  return {
    running: true,
    ...{ endpoint, pid, account, pace, caFile, startedBy },
    empty: status.empty,
    uptimeMs: status.uptimeMs,
  };
}
