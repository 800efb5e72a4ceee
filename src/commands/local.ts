import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ui } from '../cli/rendering/ui.js';
import { LabError } from '../errors.js';
import { findLocal, runLocal, startLocal, stopLocal } from '../session/target.js';
import { NO_LIMIT } from './session/flags.js';
import { type CommandFlags, withSession } from './session.js';

export interface LocalStartFlags extends CommandFlags {
  readonly foreground?: boolean;
}

type Endpoint = NonNullable<Awaited<ReturnType<typeof findLocal>>>;
type Shown = Pick<Endpoint, 'record'> & { status: Omit<Endpoint['status'], 'pid'> };

/** Starts the endpoint; it stays until `local stop`. */
export async function runLocalStart(flags: LocalStartFlags, ui: Ui): Promise<void> {
  if (flags.foreground) return runInForeground(flags, ui);
  await withSession('local start', flags, ui, async (_session, config) => {
    const endpoint = await startLocal(config, { ...flags, startedBy: 'local start' });
    const document = { command: 'local start', ok: true, ...toFacts(endpoint) };
    ui.result(document, () => {
      const did = endpoint.isNew ? 'runs' : 'already runs';
      return `The local endpoint ${did} at ${toPlace(endpoint.record)}.\n`;
    });
  });
}

/** Runs the endpoint in this terminal; says so at once, and ends without a failure when it is stopped. */
async function runInForeground(flags: LocalStartFlags, ui: Ui): Promise<void> {
  const unlimited = { ...flags, timeout: flags.timeout ?? NO_LIMIT };
  await withSession('local start', unlimited, ui, async ({ signal }, config) => {
    const onLog = (line: string) => ui.note(line);
    const { record, ended } = await runLocal(config, flags, { signal, onLog });
    const status = { empty: true, uptimeMs: 0 };
    const document = { command: 'local start', ok: true, ...toFacts({ record, status }) };
    ui.result(document, () => {
      return `The local endpoint runs at ${toPlace(record)}; Ctrl-C stops it.\n`;
    });
    await ended;
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
    if (endpoint && flags.verbose) {
      ui.note(await readFile(join(config.localDir, 'endpoint.log'), 'utf8').catch(() => ''));
    }
    ui.result({ command: 'local status', ok: true, ...toFacts(endpoint) }, () => {
      if (!endpoint) return 'No local endpoint is running.\n';
      const { record, status } = endpoint;
      const lines = [
        `The local endpoint runs at ${toPlace(record)}.`,
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
    if (flags.json) {
      throw new LabError('USAGE_INVALID', '`local env` prints shell lines with keys, not JSON.', {
        hint: 'Leave --json out; `valkey-lab local status --json` has everything but the keys.',
      });
    }
    const { record } = await startLocal(config, { ...flags, startedBy: 'command' });
    const region = config.region ?? 'us-east-1';
    const variables = {
      AWS_ENDPOINT_URL: record.endpoint,
      AWS_ACCESS_KEY_ID: record.accessKeyId,
      AWS_SECRET_ACCESS_KEY: record.secretAccessKey,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
    };
    const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${value}`);
    ui.result({}, () => `${[...lines, `unset ${toRivals(process.env).join(' ')}`].join('\n')}\n`);
  });
}

/** Variables of the caller's that would win over these keys or this endpoint. */
function toRivals(env: NodeJS.ProcessEnv): string[] {
  const ofServices = Object.keys(env).filter((name) => /^AWS_ENDPOINT_URL_[A-Z0-9_]+$/.test(name));
  return [
    'AWS_PROFILE',
    'AWS_SESSION_TOKEN',
    'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    ...ofServices.sort(),
  ];
}

function toPlace({ endpoint, pid, pace }: Endpoint['record']): string {
  return `${endpoint} (process ${pid}, pace ${pace})`;
}

/** What the documents say of the endpoint; no key is in it. */
function toFacts(found: Shown | undefined): object {
  const { record, status } = found ?? {};
  return {
    running: found !== undefined,
    endpoint: record?.endpoint ?? null,
    pid: record?.pid ?? null,
    account: record?.account ?? null,
    pace: record?.pace ?? null,
    caFile: record?.caFile ?? null,
    startedBy: record?.startedBy ?? null,
    empty: status?.empty ?? null,
    uptimeMs: status?.uptimeMs ?? null,
  };
}
