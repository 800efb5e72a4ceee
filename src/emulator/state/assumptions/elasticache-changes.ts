import type { AssumptionTable } from './assumption.js';

/** How caches, users and groups change, and when ElastiCache refuses a change. */
export const ELASTICACHE_CHANGES = {
  'new-users': {
    assumed: 'creating',
    alternatives: {
      creating: 'A new user is `creating` for a while.',
      active: 'A new user is `active` in the answer of the create call.',
    },
    source: 'TF',
    confidence: 'observed',
    probe: 'Create a user, and change it at once.',
  },
  'new-users-in-groups': {
    assumed: 'accepted',
    alternatives: {
      accepted: 'CreateUserGroup accepts a user that is `creating`.',
      refused: 'A user is `creating` for some seconds, and CreateUserGroup refuses it until then.',
    },
    source: 'no source',
    confidence: 'guessed',
    probe: 'Create a user and at once a group with it.',
  },
  'attached-group': {
    assumed: 'modifying',
    alternatives: {
      modifying: 'A group is `modifying` while a cache attaches or detaches it.',
      active: 'A group stays `active`.',
    },
    source: 'F3.2',
    confidence: 'inferred',
    probe: 'Read the group of a cache that is being created.',
  },
  'caches-of-group': {
    assumed: 'modifying',
    alternatives: {
      modifying: 'The caches of a group are `modifying` while its members change.',
      available: 'The caches of a group stay `available`.',
    },
    source: 'F2.6',
    confidence: 'inferred',
    probe: 'Add a user to the group of a cache.',
  },
  'tied-group-deletion': {
    assumed: 'state-error',
    alternatives: {
      'state-error':
        'DeleteUserGroup answers `InvalidUserGroupState` while a cache uses the group.',
      'value-error':
        'DeleteUserGroup answers `InvalidParameterValue` while a cache uses the group.',
    },
    source: 'F3.4',
    confidence: 'inferred',
    probe: 'Delete the group of a cache.',
  },
  'group-after-cache': {
    assumed: 'released',
    alternatives: {
      released: 'A group is free when its cache is gone and the group is `active`.',
      'tied-longer': 'For some seconds, a group is still tied to a cache that is gone.',
    },
    source: 'F3.4',
    confidence: 'guessed',
    probe: 'Read the group when its cache is gone.',
  },
  'cache-deletion': {
    assumed: 'accepted',
    alternatives: {
      accepted: 'DeleteServerlessCache accepts an `available` cache.',
      'dependency-violation':
        'For some seconds, DeleteServerlessCache answers `DependencyViolation`.',
    },
    source: 'F1.6',
    confidence: 'observed',
    probe: 'Delete a cache.',
  },
  'failed-caches': {
    assumed: 'stay',
    alternatives: {
      stay: 'A cache that is `create-failed` stays until a caller deletes it.',
      disappear: 'A cache that is `create-failed` is gone after some seconds.',
    },
    source: 'no source',
    confidence: 'guessed',
    probe: null,
  },
  'full-cache-subnets': {
    assumed: 'fail-later',
    alternatives: {
      'fail-later': 'Without free addresses, a new cache ends `create-failed`.',
      'refused-at-once': 'Without free addresses, CreateServerlessCache answers an error.',
    },
    source: 'no source',
    confidence: 'guessed',
    probe: null,
  },
} as const satisfies AssumptionTable;
