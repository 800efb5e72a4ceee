import { afterAll, describe, expect, type TestContext, test } from 'vitest';
import type { CallFaultRule, Emulator, PaceName } from '../../src/emulator/index.js';
import { createCli } from '../support/cli.js';
import { sample } from '../support/sample.js';
import { count } from '../support/tally.js';
import { type ChaosLab, startChaosLab } from './support/chaos-lab.js';
import { makeDriftedLab, makeLab } from './support/made-lab.js';
import { expectNothingLeft } from './support/tally.js';

/** A command, and the state of the lab before it runs. */
interface Situation {
  readonly name: string;
  readonly command: string;
  readonly pace: PaceName;
  prepare(emulator: Emulator): Promise<void>;
  /** Calls that only this command can do without. */
  readonly dispensable?: readonly string[];
}

/** Together, these situations need every permission. */
const SITUATIONS: readonly Situation[] = [
  { name: 'up', command: 'up', pace: 'instant', prepare: async () => {} },
  { name: 'up, after a change', command: 'up', pace: 'instant', prepare: makeDriftedLab },
  {
    ...{ name: 'invoke', command: 'invoke', pace: 'instant', prepare: makeLab },
    // It only tells the topology of the lab, as the tags of the other resources do.
    dispensable: ['ElastiCache DescribeServerlessCaches'],
  },
  { name: 'status', command: 'status', pace: 'instant', prepare: makeLab },
  // With this pace, the network interfaces exist for a while after the function is deleted.
  { name: 'down', command: 'down', pace: '0.002', prepare: makeDriftedLab },
];

/** The document of a failed command. */
interface Failure {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly aws: { readonly service: string; readonly operation: string } | null;
  };
}

/** Calls that the program can do without: two only add information, and Lambda deletes the network interfaces itself, later. */
const DISPENSABLE = ['IAM ListPolicies', 'Lambda ListFunctions', 'EC2 DeleteNetworkInterface'];

/** AWS allows this call without any permission. */
const FREE = 'GetCallerIdentity';

const cli = createCli();
afterAll(() => cli[Symbol.asyncDispose]());

async function startSituation({ pace, prepare }: Situation): Promise<ChaosLab> {
  const lab = await startChaosLab(cli, { pace });
  await prepare(lab.emulator);
  return lab;
}

/** Records the distinct calls of the command. */
async function recordCalls(situation: Situation) {
  await using lab = await startSituation(situation);
  const first = lab.emulator.calls().length;
  const { exitCode, stderr } = await lab.run([situation.command]);
  expect(exitCode, stderr).toBe(0);
  const calls = lab.emulator.calls().slice(first);
  const named = calls.map(({ service, operation }) => [`${service} ${operation}`, operation]);
  return [...new Map(named as [string, string][]).entries()]
    .filter(([, operation]) => operation !== FREE)
    .map(([name, operation]) => ({
      name,
      operation,
      service: name.slice(0, -operation.length - 1),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Expects that the command fails and names the missing permission, and that `down` then removes everything. */
async function expectRefused(
  context: TestContext,
  lab: ChaosLab,
  { command, rule }: { command: string; rule: CallFaultRule },
): Promise<Failure['error']> {
  const { expect } = context;
  lab.emulator.setFaults({ rules: [rule] });

  const { exitCode, stdout, stderr } = await lab.run([command, '--json']);

  expect(exitCode, stderr).toBe(1);
  expect(stderr).not.toMatch(/This is a bug/);
  const { error } = JSON.parse(stdout) as Failure;
  expect(error.code).toBe('ACCESS_DENIED');
  expect(error.aws).toMatchObject({ operation: rule.operation });
  count(context, 'refused permissions');
  lab.emulator.setFaults({ rules: [] });
  const down = await lab.run(['down']);
  expect(down.exitCode, down.stderr).toBe(0);
  expectNothingLeft(context, lab);
  return error;
}

const recorded = await Promise.all(
  SITUATIONS.map(async (situation) => [situation, await recordCalls(situation)] as const),
);

describe.concurrent.for(recorded)('a permission is missing: $0.name', ([situation, all]) => {
  const own = situation.dispensable ?? [];
  const calls = all.filter(({ name }) => ![...DISPENSABLE, ...own].includes(name));
  const dispensable = all.filter(({ name }) => [...DISPENSABLE, ...own].includes(name));

  test.concurrent.for(dispensable)('without $name, the command succeeds', async (call, context) => {
    await using lab = await startSituation(situation);
    const { service, operation } = call;
    lab.emulator.setFaults({ rules: [{ kind: 'deny', service, operation }] });
    for (const command of new Set([situation.command, 'down'])) {
      if (command === 'down' && own.includes(call.name)) lab.emulator.setFaults({ rules: [] });
      const { exitCode, stderr } = await lab.run([command]);
      context.expect(exitCode, stderr).toBe(0);
    }
    expectNothingLeft(context, lab);
    count(context, 'refused permissions');
  });

  test.concurrent.for(sample(calls))(
    'without $name, the command fails',
    async ({ service, operation }, context) => {
      await using lab = await startSituation(situation);
      const rule = { kind: 'deny', service, operation } as const;
      const error = await expectRefused(context, lab, { command: situation.command, rule });
      context
        .expect(error.message)
        .toMatch(/is not authorized to perform: \w+:\w+ on resource: \S+/);
    },
  );
});

test.concurrent('a permission is missing: iam:PassRole, which is not an API call', async (context) => {
  await using lab = await startChaosLab(cli);
  const role = `arn:aws:iam::${lab.emulator.account}:role/elasticache-iam-auth-app`;
  const message = `User: arn:aws:iam::${lab.emulator.account}:user/x is not authorized to perform: iam:PassRole on resource: ${role} because no identity-based policy allows the iam:PassRole action`;
  const code = 'AccessDeniedException';
  const rule = { kind: 'error', operation: 'CreateFunction', code, status: 403, message } as const;
  const error = await expectRefused(context, lab, { command: 'up', rule });
  context.expect(error.message).toContain(`iam:PassRole on resource: ${role}`);
});
