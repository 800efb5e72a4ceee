import type { HandlerExecutionContext, InitializeHandler } from '@smithy/types';
import { startLab } from '../../support/lab.js';
import { up } from '../../support/run-lab.js';
import { KNOWN, type Setting } from './support.js';

/** The requests that make resources, or that complete a new one. */
const MAKES = /^(Create|Attach|PutRetention|UpdateFunctionConfiguration)/;

/** Runs `up` in a new local endpoint, and returns the inputs of the requests that it sends. */
export async function recordUp(lab: string, env: Record<string, string>): Promise<Setting[]> {
  await using started = await startLab({ name: lab, env });
  const sent: Setting[] = [];
  const record =
    <I extends object, O extends object>(
      next: InitializeHandler<I, O>,
      { commandName = '' }: HandlerExecutionContext,
    ): InitializeHandler<I, O> =>
    (args) => {
      const operation = commandName.replace(/Command$/, '');
      if (MAKES.test(operation))
        sent.push([operation, Object.fromEntries(Object.entries(args.input))]);
      return next(args);
    };
  const { aws } = started.ctx;
  (await aws.elastiCache()).middlewareStack.add(record, { step: 'initialize' });
  (await aws.iam()).middlewareStack.add(record, { step: 'initialize' });
  (await aws.lambda()).middlewareStack.add(record, { step: 'initialize' });
  (await aws.logs()).middlewareStack.add(record, { step: 'initialize' });
  await up(started);
  return withKnown(joinFunction(sent));
}

/** The function gets the address of the cache by an update. Its code is compared elsewhere. */
function joinFunction(sent: readonly Setting[]): Setting[] {
  const updates = sent.filter(([operation]) => operation.startsWith('Update'));
  return sent
    .filter(([operation]) => !operation.startsWith('Update'))
    .map(([operation, input]) => {
      if (operation !== 'CreateFunction') return [operation, input];
      const { Code: _, ...rest } = Object.assign({}, input, ...updates.map(([, update]) => update));
      return [operation, rest];
    });
}

/** Replaces what the local endpoint chose by the example values. */
function withKnown(sent: readonly Setting[]): Setting[] {
  return sent.map(([operation, input]) => {
    if (operation !== 'CreateFunction') return [operation, input];
    const { Environment, VpcConfig, ...rest } = input as {
      Environment: { Variables: Record<string, string> };
      VpcConfig?: { SubnetIds: string[]; SecurityGroupIds: string[] };
    };
    const endpoint = { CACHE_ENDPOINT: KNOWN.address, CACHE_PORT: KNOWN.port };
    const network = { SubnetIds: KNOWN.subnets, SecurityGroupIds: KNOWN.groups };
    return [
      operation,
      {
        ...rest,
        Environment: { Variables: { ...Environment.Variables, ...endpoint } },
        ...(VpcConfig && { VpcConfig: VpcConfig.SubnetIds.length > 0 ? network : VpcConfig }),
      },
    ];
  });
}
