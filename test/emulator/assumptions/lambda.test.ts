import { DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import {
  AttachRolePolicyCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  DeleteFunctionCommand,
  InvokeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import type { LAMBDA } from '../../../src/emulator/state/assumptions/lambda.js';
import {
  ALL_CHANGES_MS,
  type AssumptionLab,
  NETWORK_POLICY,
  startAssumptionLab,
  toCode,
} from './support/lab.js';
import { playAlternatives, type Scenarios } from './support/scenario.js';

type Ids = keyof typeof LAMBDA;

const ATTACHMENT = { RoleName: 'role-1', PolicyArn: NETWORK_POLICY };
const NAME = { FunctionName: 'function-1' };
/** More than one lag with the pace `instant`. */
const LATER_MS = 1_001;
/** With the pace `real`: until Lambda releases an interface, and then until AWS deletes it. */
const [RELEASE_MS, DELETE_MS] = [240_000, 660_000];

const toIds = ({ subnets }: AssumptionLab) => subnets.map(({ id }) => id);

/** Creates a function in the first subnet, and waits until it is active. */
async function makeFunction(lab: AssumptionLab): Promise<void> {
  await lab.createRole();
  await lab.createFunction(toIds(lab).slice(0, 1));
  lab.emulator.advance(ALL_CHANGES_MS);
}

const deleteFunction = ({ lambda }: AssumptionLab) =>
  toCode(lambda.send(new DeleteFunctionCommand(NAME)));

const update = ({ lambda }: AssumptionLab, change: object) =>
  toCode(lambda.send(new UpdateFunctionConfigurationCommand({ ...NAME, ...change })));

/** Runs no process: the endpoint only checks whether the function could be called. */
const tryInvoke = ({ lambda }: AssumptionLab) =>
  toCode(lambda.send(new InvokeCommand({ ...NAME, InvocationType: 'DryRun' })));

const detachPolicy = ({ iam }: AssumptionLab) => iam.send(new DetachRolePolicyCommand(ATTACHMENT));

const deleteRole = ({ iam }: AssumptionLab) =>
  toCode(iam.send(new DeleteRoleCommand({ RoleName: 'role-1' })));

async function describeInterfaces({ ec2 }: AssumptionLab): Promise<unknown[]> {
  const { NetworkInterfaces } = await ec2.send(new DescribeNetworkInterfacesCommand({}));
  return (NetworkInterfaces ?? []).map(({ Status, InterfaceType }) => [Status, InterfaceType]);
}

function fillSubnets({ subnets }: AssumptionLab): void {
  for (const subnet of subnets) subnet.availableAddresses = 0;
}

playAlternatives<Ids>({
  'lambda-interfaces': {
    pace: 'real',
    see: async (lab) => {
      await makeFunction(lab);
      await deleteFunction(lab);
      const first = await describeInterfaces(lab);
      lab.emulator.advance(RELEASE_MS);
      const released = await describeInterfaces(lab);
      lab.emulator.advance(DELETE_MS);
      return [first, released, await describeInterfaces(lab)];
    },
    expected: {
      'two-phases': [[['in-use', 'lambda']], [['available', 'interface']], []],
      'same-type': [[['in-use', 'lambda']], [['available', 'lambda']], []],
      'in-use-until-deleted': [[['in-use', 'lambda']], [['in-use', 'lambda']], []],
    },
  },
  'interfaces-without-role': {
    pace: 'real',
    see: async (lab) => {
      await makeFunction(lab);
      await deleteFunction(lab);
      await detachPolicy(lab);
      await deleteRole(lab);
      lab.emulator.advance(RELEASE_MS + DELETE_MS);
      return (await describeInterfaces(lab)).length;
    },
    expected: { stay: 1, deleted: 0 },
  },
  'lambda-states': {
    see: async (lab) => {
      await lab.createRole();
      await lab.createFunction();
      const first = await lab.describeFunction();
      lab.emulator.advance(LATER_MS);
      return [first.State, (await lab.describeFunction()).State];
    },
    expected: {
      documented: ['Active', 'Active'],
      'upper-case': ['ACTIVE', 'ACTIVE'],
      undocumented: ['Configuring', 'Active'],
      missing: [undefined, 'Active'],
    },
  },
  'lambda-zones': {
    see: async (lab) => {
      await lab.createRole();
      const create = lab.createFunction(toIds(lab));
      return create.then(
        () => 'ok',
        (error: Error) => error.message,
      );
    },
    expected: {
      'all-served': 'ok',
      'one-refused':
        "The provided subnets contain availability zone Lambda doesn't support. Please use a different set of subnets.",
      'one-refused-otherwise':
        'Lambda is not supported in one or more Availability Zones of the subnets.',
    },
  },
  'vpc-updates': {
    pace: 'real',
    see: async (lab) => {
      await makeFunction(lab);
      const { VpcConfig } = await lab.describeFunction();
      await update(lab, {
        VpcConfig: {
          SubnetIds: VpcConfig?.SubnetIds,
          SecurityGroupIds: VpcConfig?.SecurityGroupIds,
        },
      });
      lab.emulator.advance(6_000);
      const first = (await lab.describeFunction()).LastUpdateStatus;
      lab.emulator.advance(40_000);
      return [first, (await lab.describeFunction()).LastUpdateStatus];
    },
    expected: {
      quick: ['Successful', 'Successful'],
      'like-creates': ['InProgress', 'Successful'],
    },
  },
  'first-invoke': {
    see: async (lab) => {
      await lab.createRole();
      await lab.createFunction(toIds(lab));
      const first = await tryInvoke(lab);
      lab.emulator.advance(LATER_MS);
      return [(await lab.describeFunction()).State, first, await tryInvoke(lab)];
    },
    expected: {
      ready: ['Active', 'ok', 'ok'],
      'interface-not-ready': ['Active', 'ENINotReadyException', 'ok'],
    },
  },
  'invoke-during-update': {
    pace: 'real',
    see: async (lab) => {
      await makeFunction(lab);
      await update(lab, { Description: 'another one' });
      return tryInvoke(lab);
    },
    expected: { 'old-revision': 'ok', refused: 'ResourceConflictException' },
  },
  'pending-deletion': {
    pace: 'real',
    see: async (lab) => {
      await lab.createRole();
      await lab.createFunction(toIds(lab));
      return deleteFunction(lab);
    },
    expected: { refused: 'ResourceConflictException', accepted: 'ok' },
  },
  'failed-updates': {
    see: async (lab) => {
      await makeFunction(lab);
      fillSubnets(lab);
      await update(lab, {
        VpcConfig: { SubnetIds: toIds(lab), SecurityGroupIds: [lab.groupId] },
      });
      const { LastUpdateStatus, VpcConfig } = await lab.describeFunction();
      return [LastUpdateStatus, VpcConfig?.SubnetIds?.length];
    },
    expected: { 'old-settings': ['Failed', 1], 'new-settings': ['Failed', 3] },
  },
  'failed-functions': {
    see: async (lab) => {
      fillSubnets(lab);
      await makeFunction(lab);
      const { State } = await lab.describeFunction();
      return [State, await update(lab, { Description: 'another one' })];
    },
    expected: {
      'refuse-updates': ['Failed', 'ResourceConflictException'],
      'accept-updates': ['Failed', 'ok'],
    },
  },
  'full-function-subnets': {
    see: async (lab) => {
      fillSubnets(lab);
      await lab.createRole();
      return toCode(lab.createFunction(toIds(lab)));
    },
    expected: { 'fail-later': 'ok', 'refused-at-once': 'InvalidParameterValueException' },
  },
  'new-roles': {
    see: async (lab) => {
      await lab.createRole({ waits: false });
      const create = () =>
        lab.createFunction(toIds(lab)).then(
          () => 'ok',
          (error: Error) => error.message.slice(0, 40),
        );
      const first = await create();
      lab.emulator.advance(LATER_MS);
      return first === 'ok' ? [first] : [first, await create()];
    },
    expected: {
      assumable: ['ok'],
      refused: ['The role defined for the function cannot', 'ok'],
      'without-permissions': ['The provided execution role does not hav', 'ok'],
      'throttled-by-ec2': ['Your request has been throttled by EC2, ', 'ok'],
    },
  },
  'new-attachments': {
    see: async (lab) => {
      const first = await toCode(lab.createRole({ waits: false }));
      lab.emulator.advance(LATER_MS);
      return [first, await toCode(lab.iam.send(new AttachRolePolicyCommand(ATTACHMENT)))];
    },
    expected: { 'at-once': ['ok', 'ok'], late: ['NoSuchEntityException', 'ok'] },
  },
  'role-deletion': {
    see: async (lab) => {
      await lab.createRole();
      await detachPolicy(lab);
      const first = await deleteRole(lab);
      lab.emulator.advance(LATER_MS);
      return [first, await deleteRole(lab)];
    },
    expected: {
      accepted: ['ok', 'NoSuchEntityException'],
      'conflict-first': ['DeleteConflictException', 'ok'],
    },
  },
} satisfies Scenarios<Ids>);

test('with the pace real, a new role is refused in the words of the alternative', async () => {
  await using lab = await startAssumptionLab({ 'new-roles': 'throttled-by-ec2' }, 'real');
  await lab.createRole({ waits: false });
  await expect(lab.createFunction(toIds(lab))).rejects.toThrow('throttled by EC2');
});

test('a new role that AttachRolePolicy does not find is named, not the policy', async () => {
  await using lab = await startAssumptionLab({ 'new-attachments': 'late' });
  await expect(lab.createRole({ waits: false })).rejects.toThrow(
    'The role with name role-1 cannot be found.',
  );
});
