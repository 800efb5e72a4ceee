import { execFileSync } from 'node:child_process';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { zip } from '../../test/emulator/functions/support/zip.js';
import type { Measurement } from './report.js';
import type { Workspace } from './workspace.js';

const STARTS = 5;
const CODE = 'import sys\ndef handler(event, context):\n    return sys.executable\n';
const TRUST = JSON.stringify({
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});

/** Measures the cold start of an empty Python function, and of a bare Python beside it. */
export async function measurePython(workspace: Workspace): Promise<Measurement[]> {
  return workspace.withEndpoint(async ({ url, credentials }) => {
    const config = { endpoint: url, credentials, region: 'us-east-1' };
    const role = { RoleName: 'python', AssumeRolePolicyDocument: TRUST };
    const { Role } = await new IAMClient(config).send(new CreateRoleCommand(role));
    const lambda = new LambdaClient(config);
    const ZipFile = await zip({ 'app.py': CODE });
    const start = async (name: string) => {
      const create = { FunctionName: name, Runtime: 'python3.13', Handler: 'app.handler' } as const;
      const command = new CreateFunctionCommand({ ...create, Role: Role?.Arn, Code: { ZipFile } });
      await lambda.send(command);
      const invoke = new InvokeCommand({ FunctionName: name, LogType: 'Tail' });
      const { Payload, LogResult = '' } = await lambda.send(invoke);
      const log = Buffer.from(LogResult, 'base64').toString();
      const [, initMs] = /Init Duration: ([\d.]+)/.exec(log) ?? [];
      return { python: JSON.parse(Payload?.transformToString() ?? ''), initMs: Number(initMs) };
    };
    const { python } = await start('first');
    const measurements: Measurement[] = [];
    for (let round = 1; round <= STARTS; round++) {
      const began = performance.now();
      execFileSync(python, ['-c', '0']);
      const bareMs = performance.now() - began;
      const { initMs } = await start(`round-${round}`);
      measurements.push({
        ...{ name: 'endpoint: cold start of a Python function', unit: 'ms', value: initMs },
        ...{ goal: { ratio: 1.5, plus: 60 }, peer: { name: 'python3 -c 0', value: bareMs } },
      });
    }
    return measurements;
  });
}
