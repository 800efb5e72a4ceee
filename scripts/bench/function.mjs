import { readFile } from 'node:fs/promises';
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { zipHandler } from './zip-handler.mjs';

const PACKAGE_KB = 150;
const INIT = { ratioBelow: 1.5, plus: 40 };
const TIMES_FASTER = 5;
const COLD_STARTS = 3;
const INVOCATIONS = 20;
const OURS = 'AccessValkey';
/** As the tutorial has it: a connection for each call. */
const PER_CALL = 'per-call';
const EMPTY = 'empty';

/**
 * The function: its package, its cold start beside a handler that does nothing, and its cache work when it is
 * warm beside a handler that connects for each call. All in the local endpoint, which runs them in Node processes.
 */
export async function measureFunction(workspace) {
  const { startLocalAws } = await import('../../dist/local.js');
  const aws = await startLocalAws();
  const lambda = new LambdaClient(aws.clientConfig());
  try {
    await workspace.run(['up', '--quiet'], { env: aws.env() });
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: OURS }));
    const perCall = await readFile(
      await workspace.bundle('per-call-handler', { splitting: false }),
    );
    await createLike(lambda, Configuration, { name: PER_CALL, code: perCall });
    const nothing = "export const handler = async () => 'nothing';\n";
    await createLike(lambda, Configuration, { name: EMPTY, code: nothing });
    return [
      {
        name: 'deployment package, zipped',
        ...{ unit: 'KB', value: Configuration.CodeSize / 1024, below: PACKAGE_KB },
      },
      ...(await measureInit(lambda)),
      ...(await measureWarm(lambda)),
    ];
  } finally {
    lambda.destroy();
    await aws.close();
  }
}

/** A function with other code and all else as the lab's. */
async function createLike(lambda, configuration, { name, code }) {
  const { Role, Runtime, MemorySize, Timeout, Environment, VpcConfig } = configuration;
  const { SubnetIds, SecurityGroupIds } = VpcConfig;
  const ZipFile = await zipHandler(code);
  await lambda.send(
    new CreateFunctionCommand({
      ...{ FunctionName: name, Role, Runtime, MemorySize, Timeout },
      ...{ Handler: 'index.handler', Code: { ZipFile } },
      Environment: { Variables: Environment.Variables },
      VpcConfig: { SubnetIds, SecurityGroupIds },
    }),
  );
}

async function measureInit(lambda) {
  const measurements = [];
  for (let start = 1; start <= COLD_STARTS; start++) {
    const [empty, ours] = [await readInitMs(lambda, EMPTY), await readInitMs(lambda, OURS)];
    measurements.push({
      name: 'handler’s init, imports included',
      ...{ unit: 'ms', value: ours, ...INIT },
      peer: { name: 'an empty handler', value: empty },
    });
  }
  return measurements;
}

/** A changed configuration ends the warm environments. */
async function readInitMs(lambda, name) {
  const Description = `Measured at ${performance.now()}`;
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Description }));
  return readNumber(await invoke(lambda, name), /Init Duration: ([\d.]+) ms/);
}

async function measureWarm(lambda) {
  const measurements = [];
  await invoke(lambda, PER_CALL);
  for (let invocation = 1; invocation <= INVOCATIONS; invocation++) {
    const connected = readNumber(await invoke(lambda, PER_CALL), /"cacheMs":([\d.]+)/);
    const warm = readNumber(
      await invoke(lambda, OURS),
      /"cold":false,"connectMs":0,.*"getMs":([\d.]+)/,
    );
    measurements.push({
      name: 'a connection for each call, as in the tutorial',
      ...{ unit: 'ms', value: connected, ratioAtLeast: TIMES_FASTER },
      peer: { name: 'the warm handler’s SET and GET, one round trip', value: warm },
    });
  }
  return measurements;
}

/** The log lines of an invocation that went well. */
async function invoke(lambda, name) {
  const answer = await lambda.send(new InvokeCommand({ FunctionName: name, LogType: 'Tail' }));
  const log = Buffer.from(answer.LogResult ?? '', 'base64').toString();
  if (answer.FunctionError) throw new Error(`The function ${name} failed:\n${log}`);
  return log;
}

function readNumber(log, pattern) {
  const found = pattern.exec(log)?.[1];
  if (found === undefined) throw new Error(`There is no ${pattern} in the log:\n${log}`);
  return Number(found);
}
