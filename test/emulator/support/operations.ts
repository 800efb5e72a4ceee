import { findZipFault } from '../../../src/emulator/functions/code/zip-archive.js';
import { createAccount } from '../../../src/emulator/state/account.js';
import { type Clock, createClock } from '../../../src/emulator/state/clock.js';
import { createPace } from '../../../src/emulator/state/pace.js';
import type { CachePort } from '../../../src/emulator/state/ports.js';
import { createAwsState } from '../../../src/emulator/state/state.js';
import type { OperationContext } from '../../../src/emulator/wire/operation.js';
import type { ServiceModel } from '../../../src/emulator/wire/service-model.js';

/** A service's operations, called without HTTP, on a clock that stands still. */
export interface Operations {
  readonly context: OperationContext;
  readonly clock: Clock;
  /** The calls to the cache port: `open cache-01`. */
  readonly portCalls: string[];
  run<O = Record<string, unknown>>(operation: string, input?: object): Promise<O>;
  /** Moves the clock forward. */
  advance(ms: number): void;
}

/** How to set up a test's account. */
export interface OperationsOptions {
  /** Factor of AWS's real waiting times; 0: instant. */
  readonly pace?: number;
  readonly region?: string;
  readonly openPort?: CachePort['open'];
}

/** Creates an empty account, in which a test can call one service's operations. */
export function createOperations(
  service: ServiceModel,
  { pace = 0, region = 'us-east-1', openPort }: OperationsOptions = {},
): Operations {
  const account = createAccount();
  const aws = createAwsState(account.id);
  const clock = createClock(() => Date.parse('2026-10-01T12:00:00Z'));
  const { portCalls, cachePort } = createRecordingPort(openPort);
  const context: OperationContext = {
    region,
    account,
    aws,
    state: aws.region(region),
    caller: { accessKeyId: 'AKIA', secretAccessKey: 'x', principal: { kind: 'administrator' } },
    clock,
    pace: createPace(pace),
    requestId: 'request-1',
    cachePort,
    functions: {
      findCodeFault: findZipFault,
      invoke: () => Promise.reject(new Error('No functions here.')),
      retire: () => Promise.resolve(),
      closeAll: () => Promise.resolve(),
    } as unknown as OperationContext['functions'],
  };
  return {
    context,
    clock,
    portCalls,
    async run<O>(name: string, input: object = {}) {
      const operation = service.operations.find((candidate) => candidate.name === name);
      if (!operation) throw new Error(`${service.serviceId} does not serve ${name}.`);
      return (await operation.run(input, context)) as O;
    },
    advance: (ms) => clock.advance(ms),
  };
}

/** A cache port that opens nothing and records its calls. */
export function createRecordingPort(open?: CachePort['open']): {
  portCalls: string[];
  cachePort: CachePort;
} {
  const portCalls: string[] = [];
  let port = 40_000;
  const cachePort = {
    open(cache) {
      portCalls.push(`open ${cache.name}`);
      return open ? open(cache) : Promise.resolve(++port);
    },
    refresh: (cache) => portCalls.push(`refresh ${cache.name}`),
    close(cache) {
      portCalls.push(`close ${cache.name}`);
      return Promise.resolve();
    },
    closeAll: () => Promise.resolve(),
  } satisfies CachePort as CachePort;
  return { portCalls, cachePort };
}
