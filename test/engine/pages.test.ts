import { CreatePolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import type { MiddlewareStack } from '@smithy/types';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Client } from '../../src/aws/call-recorder.js';
import { createDeploymentPackage } from '../../src/resources/deployment-package/create.js';
import { type Lab, startLab } from '../support/lab.js';
import { observe } from '../support/observe.js';
import { down, present, regionOf, toChanges, up } from '../support/run-lab.js';

/** List operations with pages, and the size of their smallest page. */
const SMALLEST: Readonly<Record<string, Record<string, number>>> = {
  ListPolicies: { MaxItems: 1 },
  ListPolicyVersions: { MaxItems: 1 },
  ListAttachedRolePolicies: { MaxItems: 1 },
  ListRolePolicies: { MaxItems: 1 },
  ListFunctions: { MaxItems: 1 },
  DescribeLogGroups: { limit: 1 },
  DescribeSubnets: { MaxResults: 5 },
  DescribeSecurityGroups: { MaxResults: 5 },
  DescribeNetworkInterfaces: { MaxResults: 5 },
};

/** AWS may return any list in pages. Here each page is as small as possible. */
async function askForSmallPages({ ctx: { aws } }: Lab): Promise<void> {
  for (const client of await Promise.all([aws.iam(), aws.lambda(), aws.ec2(), aws.logs()])) {
    const stack = (client as Client).middlewareStack as MiddlewareStack<object, object>;
    stack.add(
      (next, { commandName }) =>
        (args) => {
          const page = SMALLEST[String(commandName).replace(/Command$/, '')];
          return next(page ? { ...args, input: { ...args.input, ...page } } : args);
        },
      { step: 'initialize', name: 'smallPages' },
    );
  }
}

describe('paged lists', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab();
    await askForSmallPages(lab);
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  test('are read to the end: nine subnets, both attachments and nine interfaces, and nothing is left', async () => {
    const { subnets } = regionOf(lab).ec2;
    const [first] = [...subnets.values()];
    for (let index = 1; index <= 6; index++) {
      const id = `subnet-0000000000000000${index}`;
      subnets.set(id, { ...present(first), id });
    }

    await up(lab);

    expect((await observe(lab).function()).VpcConfig?.SubnetIds).toHaveLength(9);
    expect(await observe(lab).interfaces()).toHaveLength(9);
    expect(toChanges(await up(lab))).toEqual({});
    expect(lab.calls('ListAttachedRolePolicies')).toBeGreaterThan(2);
    await down(lab);
    expect(await observe(lab).interfaces()).toEqual([]);
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('show a foreign function that shares the interfaces, even on the last page', async () => {
    await up(lab);
    const { Role, VpcConfig: { SubnetIds = [], SecurityGroupIds = [] } = {} } =
      await observe(lab).function();
    const client = await lab.ctx.aws.lambda();
    const { zip } = await createDeploymentPackage(lab.ctx.handlerFolder);
    const VpcConfig = { SubnetIds, SecurityGroupIds };
    for (const [FunctionName, more] of [
      ['AAA', {}],
      ['ZZZ', { VpcConfig }],
    ] as const) {
      await client.send(
        new CreateFunctionCommand({
          ...{ FunctionName, Role, Runtime: 'nodejs24.x', Handler: 'index.handler' },
          ...{ Code: { ZipFile: zip }, ...more },
        }),
      );
    }

    const actions = await down(lab);

    expect(actions['network-interface/AccessValkey']).toBe('kept');
    const functions = await observe(lab).functions();
    expect(functions.map(({ FunctionName }) => FunctionName)).toEqual(['AAA', 'ZZZ']);
  });

  test('show a policy of the same name under another path, even after other policies', async () => {
    const iam = await lab.ctx.aws.iam();
    const Statement = [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    const others = ['a', 'b'].map((PolicyName) => ({ PolicyName }));
    for (const name of [...others, { PolicyName: 'elasticache-allow-all', Path: '/z/' }]) {
      await iam.send(new CreatePolicyCommand({ ...name, PolicyDocument }));
    }

    await expect(up(lab)).rejects.toMatchObject({ code: 'FOREIGN_RESOURCE' });
    expect(lab.calls('ListPolicies')).toBe(3);
    expect(lab.changes().filter((operation) => operation !== 'CreatePolicy')).toEqual([]);
  });
});
