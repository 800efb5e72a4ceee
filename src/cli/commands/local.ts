import * as actions from '../../actions/index.js';
import type { LocalStartResult, LocalStatusResult } from '../../actions/local.js';
import { toShellWord } from '../../actions/shell-word.js';
import { LabError } from '../../errors.js';
import { defineCommand, flag, number } from '../command.js';
import { openConsole } from './local-console.js';
import { report } from './local-report.js';
import { run } from './local-run.js';

interface LocalDocument {
  readonly running: boolean;
  readonly endpoint: string | null;
  readonly pid: number | null;
  readonly account: string | null;
  readonly pace: string | null;
  readonly assume: readonly string[] | null;
  readonly caFile: string | null;
  readonly server: string | null;
  readonly startedBy: 'command' | 'local start' | null;
  readonly empty: boolean | null;
  readonly uptimeMs: number | null;
}

function toDocument(result: LocalStatusResult): LocalDocument {
  const { running, endpoint, pid, account, pace, assume, caFile } = result;
  const { server, startedBy, empty, uptimeMs } = result;
  return {
    ...{ running, endpoint, pid, account, pace, assume, caFile },
    ...{ server, startedBy, empty, uptimeMs },
  };
}

const start = defineCommand({
  name: 'start',
  description: 'start the endpoint; it runs until `local stop`',
  examples: [
    'valkey-lab local start',
    'valkey-lab local start --port 4566 --cache-port 6380 --keep-keys',
  ],
  options: {
    port: number('--port <port>', 'port on 127.0.0.1 (default: any free one)'),
    cachePort: number('--cache-port <port>', 'port of the first cache (default: any free one)'),
    keepKeys: flag('--keep-keys', 'keep the random keys, and use them again at the next start'),
    foreground: flag('--foreground', 'run in this terminal until Ctrl-C'),
  },
  async act({ foreground, ...options }, output): Promise<LocalStartResult | undefined> {
    if (!foreground) return actions.localStart(options);
    await actions.localStart({
      ...options,
      onReady(result: LocalStatusResult) {
        if (output.options.json) {
          output.document({ command: 'local start', ok: true, ...toDocument(result) });
        } else {
          output.lines([`The local endpoint runs at ${toPlace(result)}; Ctrl-C stops it.`]);
        }
      },
    });
    return undefined;
  },
  toDocument: (result: LocalStartResult) => toDocument(result),
  render: (result) => [
    `The local endpoint ${result.isNew ? 'runs' : 'already runs'} at ${toPlace(result)}.`,
  ],
});

const stop = defineCommand({
  name: 'stop',
  description: 'stop the endpoint, even when it contains a lab',
  examples: ['valkey-lab local stop'],
  options: {},
  act: (options) => actions.localStop(options),
  toDocument: ({ stopped }) => ({ stopped }),
  render: ({ stopped }) => [
    stopped ? 'The local endpoint is stopped.' : 'No local endpoint was running.',
  ],
});

const status = defineCommand({
  name: 'status',
  description: 'show whether the endpoint runs, and its address',
  examples: ['valkey-lab local status', 'valkey-lab local status --json'],
  options: {},
  act: (options, output) => actions.localStatus({ ...options, withLog: output.options.verbose }),
  toDocument,
  render: (result) =>
    result.running
      ? [
          `The local endpoint runs at ${toPlace(result)}.`,
          `CA file  ${result.caFile}`,
          ...(result.server
            ? [`Server   ${result.server} answers for each cache, whatever version the cache shows`]
            : []),
          ...(result.assume ?? []).map((choice) => `Assumes  ${choice}`),
          result.empty ? 'It is empty.' : 'It contains resources.',
        ]
      : ['No local endpoint is running.'],
});

const env = defineCommand({
  name: 'env',
  description: 'print export lines for the AWS CLI, boto3 or another SDK',
  examples: [
    '(eval "$(valkey-lab local env)"; aws elasticache describe-users)',
    'eval "$(valkey-lab local env)"',
  ],
  options: {},
  act(options, output) {
    if (!output.options.json) return actions.localEnvironment(options);
    throw new LabError('USAGE_INVALID', '`local env` prints shell lines with keys, not JSON.', {
      hint: {
        text: 'Leave --json out. {command} shows everything except the keys.',
        command: ['local', 'status', '--json'],
      },
    });
  },
  toDocument: () => ({}),
  isVerbatim: () => true,
  render: ({ set, unset }) => [
    ...Object.entries(set).map(([name, value]) => `export ${name}=${toShellWord(value)}`),
    `unset ${unset.join(' ')}`,
  ],
});

function toPlace({ endpoint, pid, pace }: LocalStatusResult): string {
  return `${endpoint} (process ${pid}, pace ${pace})`;
}

/** The commands of the local endpoint. */
export const local = { start, stop, status, env, run, report, openConsole };
