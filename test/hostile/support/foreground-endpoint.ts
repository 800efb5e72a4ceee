import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { EndpointRecord } from '../../../src/emulator/index.js';
import { zip } from '../../emulator/functions/support/zip.js';

const DIST = join(import.meta.dirname, '..', '..', '..', 'dist');
const COMMAND = [join(DIST, 'cli.js'), 'local', 'start', '--foreground'];
/** A program of a user that starts an endpoint with the library, and leaves its address where the CLI does. */
export const LIBRARY_HOST = [
  '--input-type=module',
  '--eval',
  `import { mkdirSync, writeFileSync } from 'node:fs';
   const { startLocalAws } = await import(${JSON.stringify(join(DIST, 'local.js'))});
   const { endpoint, credentials } = await startLocalAws();
   mkdirSync(process.env.VALKEY_LAB_LOCAL_DIR);
   const file = process.env.VALKEY_LAB_LOCAL_DIR + '/endpoint.json';
   writeFileSync(file, JSON.stringify({ endpoint, ...credentials }));`,
];
const LOGS_POLICY = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
const TRUST = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
};

/** An endpoint that a shell started: the built program in the foreground, or another program with the library. */
export interface ForegroundEndpoint extends AsyncDisposable {
  readonly pid: number;
  /** The working folder of the shell, and the home folder of the program. */
  readonly home: string;
  readonly lambda: LambdaClient;
  /** Returns the endpoint's stderr so far. */
  stderr(): string;
  create(name: string, code: string): Promise<void>;
  invoke(name: string, event?: unknown): Promise<unknown>;
  /** Sends the signal and waits until the process has ended. */
  end(signal: NodeJS.Signals): Promise<void>;
}

export async function startForeground(
  prelude = '',
  args: readonly string[] = COMMAND,
): Promise<ForegroundEndpoint> {
  const home = mkdtempSync(join(tmpdir(), 'hostile-'));
  const dir = join(home, 'state');
  const command = `${prelude}\nexec "$0" "$@"`;
  const child = spawn('bash', ['-c', command, process.execPath, ...args], {
    cwd: home,
    env: { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: home, VALKEY_LAB_LOCAL_DIR: dir },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  const clean = async (): Promise<void> => {
    await end('SIGTERM');
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const record = await awaitRecord(join(dir, 'endpoint.json'), child, () => stderr);
    const { endpoint, accessKeyId, secretAccessKey } = record;
    const config = {
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: 1,
    };
    const role = await createRole(new IAMClient(config));
    const lambda = new LambdaClient(config);
    return {
      pid: child.pid ?? 0,
      home,
      lambda,
      stderr: () => stderr,
      async create(name, code) {
        await lambda.send(
          new CreateFunctionCommand({
            FunctionName: name,
            Role: role,
            Runtime: 'nodejs24.x',
            Handler: 'index.handler',
            Timeout: 30,
            MemorySize: 256,
            Code: { ZipFile: await zip({ 'index.mjs': code }) },
          }),
        );
      },
      async invoke(name, event = {}) {
        const Payload = Buffer.from(JSON.stringify(event));
        const answer = await lambda.send(new InvokeCommand({ FunctionName: name, Payload }));
        return JSON.parse(answer.Payload?.transformToString() ?? 'null');
      },
      end,
      [Symbol.asyncDispose]: clean,
    };
  } catch (error) {
    await clean();
    throw error;
  }
}

async function createRole(iam: IAMClient): Promise<string | undefined> {
  const AssumeRolePolicyDocument = JSON.stringify(TRUST);
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument }),
  );
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'app', PolicyArn: LOGS_POLICY }));
  return Role?.Arn;
}

async function awaitRecord(
  file: string,
  child: ChildProcess,
  stderr: () => string,
): Promise<EndpointRecord> {
  const deadline = Date.now() + 60_000;
  while (child.exitCode === null && Date.now() < deadline) {
    const record = readRecord(file);
    if (record?.endpoint !== undefined) return record;
    await delay(50);
  }
  throw new Error(`The endpoint did not start. ${stderr()}`);
}

/** Reads the endpoint's record, or undefined before there is one. The record gets its address when the endpoint is ready. */
function readRecord(file: string): EndpointRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
