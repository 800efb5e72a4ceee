import { createCallers } from '../../../src/emulator/http/admin.js';
import { createHistory } from '../../../src/emulator/http/assumed/history.js';
import { type CallRecord, createCallLog } from '../../../src/emulator/http/calls.js';
import { createFaultPlan } from '../../../src/emulator/http/faults/plan.js';
import { startServer } from '../../../src/emulator/http/server.js';
import { type Account, createAccount } from '../../../src/emulator/state/account.js';
import type { Assume } from '../../../src/emulator/state/assumptions/choices.js';
import { type Clock, createClock } from '../../../src/emulator/state/clock.js';
import { createAccessKey } from '../../../src/emulator/state/credentials.js';
import type { FaultRules } from '../../../src/emulator/state/faults.js';
import { createPace } from '../../../src/emulator/state/pace.js';
import { type AwsState, createAwsState } from '../../../src/emulator/state/state.js';
import type { OperationContext } from '../../../src/emulator/wire/operation.js';
import type { ServiceModel } from '../../../src/emulator/wire/service-model.js';

export interface TestEndpoint {
  readonly endpoint: string;
  readonly port: number;
  readonly account: Account;
  readonly aws: AwsState;
  readonly clock: Clock;
  readonly logged: string[];
  readonly stops: number[];
  readonly paces: string[];
  /** The options of a client's constructor. */
  readonly config: {
    readonly endpoint: string;
    readonly region: string;
    readonly maxAttempts: number;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  calls(): readonly CallRecord[];
  close(): Promise<void>;
}

export interface TestEndpointOptions {
  readonly services: readonly ServiceModel[];
  readonly faults?: FaultRules;
  readonly paceFactor?: number;
  readonly clock?: Clock;
  readonly assume?: Assume;
  /** Default: a free one. */
  readonly port?: number;
}

/** Starts only the HTTP server, for services that need neither caches nor functions. */
export async function startEndpoint(options: TestEndpointOptions): Promise<TestEndpoint> {
  const account = createAccount();
  const aws = createAwsState(account.id, options.assume);
  const clock = options.clock ?? createClock();
  const credentials = createAccessKey('AKIA');
  aws.credentials.set(credentials.accessKeyId, {
    ...credentials,
    principal: { kind: 'administrator' },
  });
  const calls = createCallLog();
  const logged: string[] = [];
  const stops: number[] = [];
  const paces: string[] = [];
  const server = await startServer(
    {
      services: options.services,
      aws,
      account,
      clock,
      pace: createPace(options.paceFactor ?? 0),
      cachePort: undefined as unknown as OperationContext['cachePort'],
      functions: undefined as unknown as OperationContext['functions'],
      faults: createFaultPlan(options.faults),
      calls,
      history: createHistory(),
      admin: {
        status: () => ({ pace: 'instant' }),
        report: (reset) => ({ rows: [], reset }),
        openConsole: () => ({}),
        isEmpty: () => aws.iam.roles.size === 0,
        setPace(name) {
          paces.push(name);
          return name !== 'slow';
        },
        callers: createCallers(),
        stop: () => stops.push(Date.now()),
      },
      log: (line) => logged.push(line),
    },
    options.port,
  );
  const { endpoint, port } = server;
  return {
    endpoint,
    port,
    account,
    aws,
    clock,
    logged,
    stops,
    paces,
    config: { endpoint, region: 'us-east-1', maxAttempts: 1, credentials },
    calls: () => calls.list(),
    close: () => server.close(),
  };
}
