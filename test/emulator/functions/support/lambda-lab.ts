import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import {
  createFunctionRunner,
  type FunctionRunnerOptions,
} from '../../../../src/emulator/functions/index.js';
import { createCallers } from '../../../../src/emulator/http/admin.js';
import { createHistory } from '../../../../src/emulator/http/assumed/history.js';
import { createCallLog } from '../../../../src/emulator/http/calls.js';
import { createFaultPlan } from '../../../../src/emulator/http/faults/plan.js';
import { startServer } from '../../../../src/emulator/http/server.js';
import { lambdaService } from '../../../../src/emulator/services/lambda/index.js';
import { createAccount } from '../../../../src/emulator/state/account.js';
import { type Clock, createClock } from '../../../../src/emulator/state/clock.js';
import { createAccessKey } from '../../../../src/emulator/state/credentials.js';
import type { Role } from '../../../../src/emulator/state/iam.js';
import { createManagedPolicies } from '../../../../src/emulator/state/managed-policies.js';
import { createPace } from '../../../../src/emulator/state/pace.js';
import type { CachePort, FunctionRunner } from '../../../../src/emulator/state/ports.js';
import { type AwsState, createAwsState } from '../../../../src/emulator/state/state.js';
import { buildRole } from '../../support/build-role.js';
import { zip } from './zip.js';

const REGION = 'us-east-1';

/** The result of a test's invocation. */
export interface Invoked {
  readonly statusCode: number | undefined;
  readonly functionError: string | undefined;
  readonly payload: unknown;
  readonly log: string;
}

/** Lambda alone, with the real HTTP server and real processes. */
export interface LambdaLab {
  readonly client: LambdaClient;
  readonly aws: AwsState;
  readonly clock: Clock;
  readonly role: Role;
  readonly functions: FunctionRunner;
  readonly folder: string;
  /** The lines that the runner has reported. */
  readonly lines: string[];
  /** Creates a function from files and returns its ARN. Defaults: `index.handler`, 256 MB, 30 s. */
  create(
    name: string,
    files: Readonly<Record<string, string>>,
    settings?: Partial<CreateFunctionCommandInput>,
  ): Promise<string>;
  invoke(name: string, event?: unknown, settings?: Partial<InvokeCommandInput>): Promise<Invoked>;
  /** Returns the messages of a function's log group, stream by stream. */
  logEvents(name: string): string[];
  close(): Promise<void>;
}

export interface LambdaLabOptions extends Partial<FunctionRunnerOptions> {
  readonly paceFactor?: number;
}

/** Starts the lab. Lambda may assume the role `app`, which has AWS's managed policy for functions in a VPC. */
export async function startLambdaLab(options: LambdaLabOptions = {}): Promise<LambdaLab> {
  const account = createAccount();
  const aws = createAwsState(account.id);
  for (const [arn, policy] of createManagedPolicies()) aws.iam.policies.set(arn, policy);
  const clock = options.clock ?? createClock();
  const role = buildRole('app');
  aws.iam.roles.set('app', role);
  const credentials = createAccessKey('AKIA');
  aws.credentials.set(credentials.accessKeyId, {
    ...credentials,
    principal: { kind: 'administrator' },
  });
  const folder = await mkdtemp(join(tmpdir(), 'valkey-lab-functions-'));
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, '');
  const lines: string[] = [];
  const pace = createPace(options.paceFactor ?? 0);
  let endpoint = '';
  const functions = createFunctionRunner({
    aws,
    account,
    clock,
    pace,
    folder,
    caFile,
    log: (line) => lines.push(line),
    endpoint: () => endpoint,
    ...options,
  });
  const server = await startServer({
    services: [lambdaService],
    aws,
    account,
    clock,
    pace,
    cachePort: undefined as unknown as CachePort,
    functions,
    faults: createFaultPlan({ rules: [] }),
    calls: createCallLog(),
    history: createHistory(),
    admin: {
      status: () => ({}),
      isEmpty: () => true,
      setPace: () => false,
      report: () => ({ rows: [] }),
      openConsole: () => ({}),
      callers: createCallers(),
      stop: () => {},
    },
    log: (line) => lines.push(line),
  });
  endpoint = server.endpoint;
  const client = new LambdaClient({ endpoint, region: REGION, credentials, maxAttempts: 1 });

  return {
    client,
    aws,
    clock,
    role,
    functions,
    folder,
    lines,
    async create(name, files, settings = {}) {
      const created = await client.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Role: role.arn,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Timeout: 30,
          MemorySize: 256,
          Code: { ZipFile: await zip(files) },
          ...settings,
        }),
      );
      return created.FunctionArn ?? '';
    },
    async invoke(name, event = {}, settings = {}) {
      // An SDK does the same after it has seen the server's date. The endpoint refuses requests of another time (F7.10).
      client.config.systemClockOffset = clock.now() - Date.now();
      const answer = await client.send(
        new InvokeCommand({
          FunctionName: name,
          LogType: 'Tail',
          ...(event === undefined ? {} : { Payload: Buffer.from(JSON.stringify(event)) }),
          ...settings,
        }),
      );
      const payload = answer.Payload?.transformToString() ?? '';
      return {
        statusCode: answer.StatusCode,
        functionError: answer.FunctionError,
        payload: payload === '' ? undefined : JSON.parse(payload),
        log: Buffer.from(answer.LogResult ?? '', 'base64').toString('utf8'),
      };
    },
    logEvents(name) {
      const group = aws.region(REGION).logs.groups.get(`/aws/lambda/${name}`);
      const streams = [...(group?.streams.values() ?? [])];
      return streams.flatMap(({ events }) => {
        return Array.from(
          { length: events.end - events.start },
          (_, index) => events.at(events.start + index)?.message ?? '',
        );
      });
    },
    async close() {
      client.destroy();
      await server.close();
      await functions.closeAll();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
