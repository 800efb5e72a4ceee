import {
  DeleteServerlessCacheCommand,
  DeleteUserGroupCommand,
  ModifyUserGroupCommand,
} from '@aws-sdk/client-elasticache';
import type { ELASTICACHE_CHANGES } from '../../../src/emulator/state/assumptions/elasticache-changes.js';
import { ALL_CHANGES_MS, type AssumptionLab, toCode } from './support/lab.js';
import { playAlternatives, type Scenarios } from './support/scenario.js';

type Ids = keyof typeof ELASTICACHE_CHANGES;

/** More than one lag with the pace `instant`. */
const LATER_MS = 1_001;

/** Creates a cache with its group, and waits until both are settled. */
async function makeCacheWithGroup(lab: AssumptionLab): Promise<void> {
  await lab.createUser();
  await lab.createGroup('user-1');
  lab.emulator.advance(ALL_CHANGES_MS);
  await lab.createCache({ UserGroupId: 'group-1' });
  lab.emulator.advance(ALL_CHANGES_MS);
}

const deleteCache = ({ cache }: AssumptionLab) =>
  toCode(cache.send(new DeleteServerlessCacheCommand({ ServerlessCacheName: 'cache-01' })));

const deleteGroup = ({ cache }: AssumptionLab) =>
  toCode(cache.send(new DeleteUserGroupCommand({ UserGroupId: 'group-1' })));

/** Leaves no free address in the network. */
function fillSubnets({ subnets }: AssumptionLab): void {
  for (const subnet of subnets) subnet.availableAddresses = 0;
}

playAlternatives<Ids>({
  'new-users': {
    pace: 'real',
    see: async (lab) => [(await lab.createUser()).Status, (await lab.describeUser())?.Status],
    expected: { creating: ['creating', 'creating'], active: ['active', 'active'] },
  },
  'new-users-in-groups': {
    see: async (lab) => {
      await lab.createUser();
      const first = await toCode(lab.createGroup('user-1'));
      lab.emulator.advance(LATER_MS);
      return [first, await toCode(lab.createGroup('user-1'))];
    },
    expected: {
      accepted: ['ok', 'UserGroupAlreadyExistsFault'],
      refused: ['InvalidUserStateFault', 'ok'],
    },
  },
  'attached-group': {
    pace: 'real',
    see: async (lab) => {
      await lab.createUser();
      await lab.createGroup('user-1');
      lab.emulator.advance(ALL_CHANGES_MS);
      await lab.createCache({ UserGroupId: 'group-1' });
      return (await lab.describeGroup())?.Status;
    },
    expected: { modifying: 'modifying', active: 'active' },
  },
  'caches-of-group': {
    pace: 'real',
    see: async (lab) => {
      await makeCacheWithGroup(lab);
      await lab.createUser({ UserId: 'user-2', UserName: 'user-2' });
      const change = { UserGroupId: 'group-1', UserIdsToAdd: ['user-2'] };
      await lab.cache.send(new ModifyUserGroupCommand(change));
      return (await lab.describeCache())?.Status;
    },
    expected: { modifying: 'modifying', available: 'available' },
  },
  'tied-group-deletion': {
    see: async (lab) => {
      await makeCacheWithGroup(lab);
      return deleteGroup(lab);
    },
    expected: {
      'state-error': 'InvalidUserGroupStateFault',
      'value-error': 'InvalidParameterValueException',
    },
  },
  'group-after-cache': {
    see: async (lab) => {
      await makeCacheWithGroup(lab);
      await deleteCache(lab);
      const gone = await toCode(lab.describeCache());
      const first = [(await lab.describeGroup())?.ServerlessCaches, await deleteGroup(lab)];
      lab.emulator.advance(LATER_MS);
      return [gone, first, await deleteGroup(lab)];
    },
    expected: {
      released: ['ServerlessCacheNotFoundFault', [[], 'ok'], 'UserGroupNotFoundFault'],
      'tied-longer': [
        'ServerlessCacheNotFoundFault',
        [['cache-01'], 'InvalidUserGroupStateFault'],
        'ok',
      ],
    },
  },
  'cache-deletion': {
    see: async (lab) => {
      await lab.createCache();
      const first = await deleteCache(lab);
      lab.emulator.advance(LATER_MS);
      return [first, await deleteCache(lab)];
    },
    expected: {
      accepted: ['ok', 'ServerlessCacheNotFoundFault'],
      'dependency-violation': ['DependencyViolation', 'ok'],
    },
  },
  'failed-caches': {
    see: async (lab) => {
      fillSubnets(lab);
      await lab.createCache();
      const first = (await lab.describeCache())?.Status;
      lab.emulator.advance(LATER_MS);
      return [first, await toCode(lab.describeCache())];
    },
    expected: {
      stay: ['create-failed', 'ok'],
      disappear: ['create-failed', 'ServerlessCacheNotFoundFault'],
    },
  },
  'full-cache-subnets': {
    see: async (lab) => {
      fillSubnets(lab);
      return [await toCode(lab.createCache()), await toCode(lab.describeCache())];
    },
    expected: {
      'fail-later': ['ok', 'ok'],
      'refused-at-once': ['InvalidParameterValueException', 'ServerlessCacheNotFoundFault'],
    },
  },
} satisfies Scenarios<Ids>);
