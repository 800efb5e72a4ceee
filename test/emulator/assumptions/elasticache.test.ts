import {
  DeleteUserCommand,
  DeleteUserGroupCommand,
  DescribeServerlessCachesCommand,
} from '@aws-sdk/client-elasticache';
import { expect, test } from 'vitest';
import type { ELASTICACHE } from '../../../src/emulator/state/assumptions/elasticache.js';
import { startAssumptionLab, toCode } from './support/lab.js';
import { playAlternatives, type Scenarios } from './support/scenario.js';

type Ids = keyof typeof ELASTICACHE;

/** More than one lag with the pace `instant`. */
const LATER_MS = 1_001;
const PUBLIC = { ConnectionType: 'public', UserGroupId: 'default.iam-user-group' };

playAlternatives<Ids>({
  'service-linked-role': {
    see: async (lab) => {
      const codes = [await toCode(lab.createUser()), await toCode(lab.createCache())];
      lab.emulator.advance(LATER_MS);
      const user = { UserId: 'user-2', UserName: 'user-2' };
      return [...codes, await toCode(lab.createUser(user))];
    },
    expected: {
      exists: ['ok', 'ok', 'ok'],
      'made-by-first-create': [
        'ServiceLinkedRoleNotFoundFault',
        'ServiceLinkedRoleNotFoundFault',
        'ok',
      ],
    },
  },
  'elasticache-statuses': {
    see: async (lab) => {
      const answered = (await lab.createUser()).Status;
      const first = (await lab.describeUser())?.Status;
      lab.emulator.advance(LATER_MS);
      return [answered, first, (await lab.describeUser())?.Status];
    },
    expected: {
      documented: ['creating', 'active', 'active'],
      'upper-case': ['CREATING', 'ACTIVE', 'ACTIVE'],
      undocumented: ['configuring', 'configuring', 'active'],
      missing: [undefined, undefined, 'active'],
    },
  },
  'elasticache-errors': {
    see: async ({ cache }) => {
      const command = new DescribeServerlessCachesCommand({ ServerlessCacheName: 'cache-01' });
      const error = await cache.send(command).then(
        () => undefined,
        (reason: Error) => reason,
      );
      return [error?.name, error?.message];
    },
    expected: {
      modelled: ['ServerlessCacheNotFoundFault', 'Serverless cache cache-01 not found.'],
      'other-suffix': ['ServerlessCacheNotFound', 'Serverless cache cache-01 not found.'],
      'other-words': ['ServerlessCacheNotFoundFault', 'The request cannot be completed.'],
    },
  },
  'state-refusals': {
    pace: 'real',
    see: async (lab) => {
      await lab.createUser();
      return toCode(lab.cache.send(new DeleteUserCommand({ UserId: 'user-1' })));
    },
    expected: {
      'state-errors': 'InvalidUserStateFault',
      'value-errors': 'InvalidParameterValueException',
    },
  },
  'name-length': {
    see: ({ createCache }) => toCode(createCache({ ServerlessCacheName: 'c'.repeat(41) })),
    expected: { forty: 'InvalidParameterValueException', unlimited: 'ok' },
  },
  'cache-subnets': {
    see: async ({ createCache, subnets }) => {
      const ids = subnets.map(({ id }) => id);
      return [
        await toCode(createCache({ SubnetIds: ids.slice(0, 1) })),
        await toCode(createCache({ SubnetIds: ids, ServerlessCacheName: 'cache-2' })),
      ];
    },
    expected: { any: ['ok', 'ok'], 'two-or-three-zones': ['InvalidParameterValueException', 'ok'] },
  },
  'cache-zones': {
    see: async (lab) => {
      await lab.createCache();
      const last = { ServerlessCacheName: 'cache-2', SubnetIds: [lab.subnets[2]?.id ?? ''] };
      return [(await lab.describeCache())?.SubnetIds?.length, await toCode(lab.createCache(last))];
    },
    expected: { 'all-served': [3, 'ok'], 'one-refused': [2, 'InvalidParameterValueException'] },
  },
  'cache-endpoint': {
    see: async (lab) => {
      await lab.createCache();
      const first = await lab.describeCache();
      lab.emulator.advance(LATER_MS);
      const later = await lab.describeCache();
      return [first, later].map((cache) => [cache?.Status, cache?.Endpoint?.Address]);
    },
    expected: {
      'with-status': [
        ['available', 'localhost'],
        ['available', 'localhost'],
      ],
      late: [
        ['available', undefined],
        ['available', 'localhost'],
      ],
    },
  },
  'access-strings': {
    see: async (lab) => {
      await lab.createUser({ AccessString: 'on ~a* -@all +get' });
      return (await lab.describeUser())?.AccessString;
    },
    expected: {
      'as-sent': 'on ~a* -@all +get',
      levelled: 'on ~a* resetchannels -@all +get',
      'with-channels': 'on ~a* &* -@all +get',
      reordered: '-@all +get ~a* on',
    },
  },
  'group-caches': {
    see: async (lab) => {
      await lab.createUser();
      await lab.createGroup('user-1');
      await lab.createCache({ UserGroupId: 'group-1' });
      return (await lab.describeGroup())?.ServerlessCaches;
    },
    expected: {
      names: ['cache-01'],
      arns: ['arn:aws:elasticache:us-east-1:123456789012:serverlesscache:cache-01'],
    },
  },
  'public-endpoint': {
    see: async (lab) => {
      const { ServerlessCache: created } = await lab.createCache(PUBLIC);
      return [created?.Endpoint?.Address, (await lab.describeCache())?.Endpoint?.Address];
    },
    expected: {
      'at-once': ['localhost', 'localhost'],
      'with-status': [undefined, 'localhost'],
    },
  },
  'public-without-group': {
    see: async (lab) => {
      const code = await toCode(lab.createCache({ ...PUBLIC, UserGroupId: undefined }));
      return [code, (await lab.describeCache().catch(() => undefined))?.UserGroupId];
    },
    expected: {
      refused: ['InvalidParameterCombinationException', undefined],
      'ready-made': ['ok', 'default.iam-user-group'],
    },
  },
  'connection-type-key': {
    see: async (lab) => {
      const Condition = { StringEquals: { 'elasticache:ConnectionType': 'vpc' } };
      const Statement = [{ Effect: 'Deny', Action: '*', Resource: '*', Condition }];
      lab.emulator.setFaults({
        rules: [],
        serviceControlPolicy: { Version: '2012-10-17', Statement },
      });
      return toCode(lab.createCache());
    },
    expected: { 'with-default': 'AccessDenied', 'only-sent': 'ok' },
  },
} satisfies Scenarios<Ids>);

test('a group that a cache uses has a refusal of its own, whatever other states answer', async () => {
  await using lab = await startAssumptionLab({ 'state-refusals': 'value-errors' });
  await lab.createUser();
  await lab.createGroup('user-1');
  await lab.createCache({ UserGroupId: 'group-1' });
  const remove = new DeleteUserGroupCommand({ UserGroupId: 'group-1' });
  expect(await toCode(lab.cache.send(remove))).toBe('InvalidUserGroupStateFault');
});
