import { setImmediate } from 'node:timers/promises';
import { createClients } from '../../src/aws/clients.js';
import { findPartition } from '../../src/aws/partitions.js';
import type { Time } from '../../src/aws/time.js';
import {
  type Emulator,
  type FaultRule,
  parsePace,
  startEmulator,
} from '../../src/emulator/index.js';
import type { Lag } from '../../src/engine/context.js';
import type { ProgressEvent, ResourceReport } from '../../src/engine/events.js';
import { type LabConfig, loadConfig } from '../../src/session/config.js';
import { createSession, withIdentity } from '../../src/session/create-session.js';
import type { Session } from '../../src/session/session.js';
import { NO_LAG, type Target } from '../../src/session/target.js';

/** A lab with its own local endpoint, as the commands use it. */
export interface Lab extends AsyncDisposable {
  readonly ctx: Session;
  readonly emulator: Emulator;
  readonly events: ProgressEvent[];
  /** Returns the reports of the resources that are finished so far. */
  reports(): ResourceReport[];
  /** Returns the number of calls to an operation. */
  calls(operation: string): number;
  /** Returns the calls so far that change something, in order. */
  changes(): string[];
}

export interface LabOptions {
  readonly pace?: 'instant' | 'real' | `${number}`;
  readonly env?: Record<string, string>;
  readonly region?: string;
  /** The lab's name. */
  readonly name?: string;
  /** The caller's ARN. The endpoint's administrator makes the calls in every case. */
  readonly arn?: string;
  /** Another lab's endpoint, to share its account. This lab does not close it. */
  readonly emulator?: Emulator;
  /** The endpoint's fault rules from the start. */
  readonly faults?: readonly FaultRule[];
  /** How long the program expects reads to lag. Default: not at all. */
  readonly lag?: Lag;
}

const READS = /^(Describe|List|Get)/;

/** Starts an endpoint on a free port, and creates the session of a lab in it. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const { pace = 'instant', env = {}, region = 'us-east-1', name = '', faults = [] } = options;
  const { lag = NO_LAG } = options;
  const emulator = options.emulator ?? (await startEmulator({ pace, faults: { rules: faults } }));
  const flags = { region, lab: name };
  const config: LabConfig = loadConfig({ flags, env, cwd: '/nonexistent' });
  const credentials = async () => emulator.credentials;
  const access = { region, credentials, endpoint: emulator.endpoint, profile: undefined };
  const aws = createClients(access, () => {});
  const target: Target = {
    ...{ access, local: true, caFile: emulator.caFile, isDefaultRegion: false, isNew: false },
    slowness: parsePace(pace) ?? 1,
    lag,
    release: async () => {},
  };
  const events: ProgressEvent[] = [];
  const anonymous = createSession({
    ...{ config, region, aws, target, signal: new AbortController().signal },
    report: (event) => void events.push(event),
    ...{ done: [], note: () => {}, elapsedMs: () => 0 },
  });
  const { account } = emulator;
  const partition = findPartition(region);
  const { arn = `arn:${partition}:iam::${account}:user/valkey-lab` } = options;
  const identity = { account, partition, arn };
  const ctx: Session = { ...withIdentity(anonymous, identity), time: createTime(emulator) };
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
      if (!options.emulator) await emulator.close();
    },
  };
}

/** Returns the endpoint's time. A wait moves it forward at once, so tests at AWS's pace take no real time. */
function createTime(emulator: Emulator): Time {
  return {
    now: () => emulator.clock.now(),
    async sleep(ms, signal) {
      signal.throwIfAborted();
      emulator.advance(Math.ceil(ms));
      // Lets other waiting code run.
      await setImmediate();
    },
  };
}
