import { createClients, toProvider } from '../../src/aws/clients.js';
import { createLabTags } from '../../src/aws/tags.js';
import { type LabConfig, loadConfig } from '../../src/config.js';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import type { ProgressEvent, ResourceReport } from '../../src/plan/events.js';
import type { LabContext } from '../../src/plan/step.js';
import { toProgramFile } from '../../src/program-files.js';

/** A lab against an endpoint of its own, as the commands would have it. */
export interface Lab extends AsyncDisposable {
  readonly ctx: LabContext;
  readonly emulator: Emulator;
  readonly events: ProgressEvent[];
  /** The reports of finished steps so far. */
  reports(): ResourceReport[];
  /** How often an operation was called. */
  calls(operation: string): number;
  /** The operations so far that change something, in order. */
  changes(): string[];
}

export interface LabOptions {
  readonly pace?: 'instant' | 'real' | `${number}`;
  readonly env?: Record<string, string>;
  readonly region?: string;
}

const READS = /^(Describe|List|Get)/;

/** Starts an endpoint on a free port, and the context of a lab in it. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const { pace = 'instant', env = {}, region = 'us-east-1' } = options;
  const emulator = await startEmulator({ pace });
  const config: LabConfig = loadConfig({ flags: { region }, env, cwd: '/nonexistent' });
  const credentials = toProvider(emulator.credentials);
  const access = { region, credentials, endpoint: emulator.endpoint, profile: undefined };
  const aws = createClients(access, () => {});
  const events: ProgressEvent[] = [];
  const ctx: LabContext = {
    config,
    region,
    identity: {
      account: emulator.account,
      partition: 'aws',
      arn: 'arn:aws:iam::123456789012:user/test',
    },
    aws,
    tags: createLabTags({ lab: config.lab, region }, new Date(), '0.0.0-test'),
    signal: new AbortController().signal,
    report: (event) => void events.push(event),
    handlerFile: toProgramFile('handler/index.mjs'),
    waitForInterfaces: true,
  };
  return {
    ctx,
    emulator,
    events,
    reports: () => events.flatMap((event) => (event.type === 'finished' ? [event.report] : [])),
    calls: (operation) => emulator.calls().filter((call) => call.operation === operation).length,
    changes: () =>
      emulator
        .calls()
        .map(({ operation }) => operation ?? '')
        .filter((operation) => !READS.test(operation)),
    async [Symbol.asyncDispose]() {
      aws.close();
      await emulator.close();
    },
  };
}
