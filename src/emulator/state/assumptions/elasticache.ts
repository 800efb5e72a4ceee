import type { AssumptionTable } from './assumption.js';

/** How ElastiCache answers, and what it accepts. */
export const ELASTICACHE = {
  'service-linked-role': {
    assumed: 'exists',
    alternatives: {
      exists: 'ElastiCache’s service-linked role never delays a call.',
      'made-by-first-create':
        'The first create call makes the role. For some seconds, it and other create calls fail with `ServiceLinkedRoleNotFoundFault`.',
    },
    source: 'F7.7',
    confidence: 'observed',
    probe: 'Create a user in an account that has no such role.',
  },
  'elasticache-statuses': {
    assumed: 'documented',
    alternatives: {
      documented: 'ElastiCache shows the documented statuses in lower case.',
      'upper-case': 'It shows them in upper case.',
      undocumented:
        'A resource that changes has the status `configuring`, which no document names.',
      missing: 'A resource that changes has no status.',
    },
    source: 'F1.1',
    confidence: 'observed',
    probe: 'Read each resource after its create call until its status is final.',
  },
  'elasticache-errors': {
    assumed: 'modelled',
    alternatives: {
      modelled: 'Errors have the codes of the API model.',
      'other-suffix':
        'Codes end with `Fault` where those of the model do not, and the other way around.',
      'other-words': 'Errors have the codes of the API model and other messages.',
    },
    source: 'model',
    confidence: 'inferred',
    probe: 'Describe a cache that does not exist.',
  },
  'state-refusals': {
    assumed: 'state-errors',
    alternatives: {
      'state-errors':
        'A resource in the wrong state answers `InvalidServerlessCacheStateFault`, `InvalidUserState` or `InvalidUserGroupState`.',
      'value-errors': 'A resource in the wrong state answers `InvalidParameterValue`.',
    },
    source: 'F1.5, F3.2',
    confidence: 'observed',
    probe: 'Change a cache that is being created.',
  },
  'name-length': {
    assumed: 'forty',
    alternatives: {
      forty: 'The name of a cache has at most 40 characters.',
      unlimited: 'The name of a cache can be longer.',
    },
    source: 'other resources of ElastiCache',
    confidence: 'inferred',
    probe: 'Create a cache with a name of 41 characters.',
  },
  'cache-subnets': {
    assumed: 'any',
    alternatives: {
      any: 'A cache takes any number of subnets.',
      'two-or-three-zones': 'A cache takes two or three subnets, each in another zone.',
    },
    source: 'F1.7',
    confidence: 'contested',
    probe: 'Create a cache with one subnet.',
  },
  'cache-zones': {
    assumed: 'all-served',
    alternatives: {
      'all-served': 'ElastiCache serves every zone of the default VPC.',
      'one-refused': 'ElastiCache refuses the last zone of the default VPC.',
    },
    source: 'F1.7',
    confidence: 'guessed',
    probe: null,
  },
  'cache-endpoint': {
    assumed: 'with-status',
    alternatives: {
      'with-status': 'A cache shows its endpoint as soon as it is `available`.',
      late: 'A cache shows its endpoint some seconds after it is `available`.',
    },
    source: 'F1.4',
    confidence: 'inferred',
    probe: 'Read a new cache until it is available.',
  },
  'public-endpoint': {
    assumed: 'at-once',
    alternatives: {
      'at-once': 'The answer to the create call already shows the endpoint of a public cache.',
      'with-status': 'A public cache shows its endpoint as other caches do.',
    },
    source: 'F11.5',
    confidence: 'inferred',
    probe: 'Create a public cache.',
  },
  'public-without-group': {
    assumed: 'refused',
    alternatives: {
      refused: 'A public cache without `UserGroupId` is refused.',
      'ready-made': 'A public cache without `UserGroupId` gets `default.iam-user-group`.',
    },
    source: 'no source',
    confidence: 'guessed',
    probe: 'Create a public cache without `UserGroupId`.',
  },
  'connection-type-key': {
    assumed: 'with-default',
    alternatives: {
      'with-default':
        'Without `ConnectionType` in a create call, `elasticache:ConnectionType` is `vpc` in policies.',
      'only-sent': 'Without `ConnectionType` in a create call, policies have no such key.',
    },
    source: 'other condition keys of ElastiCache',
    confidence: 'inferred',
    probe:
      'As a role that may not use `vpc`, create a cache without `ConnectionType`, for a group that does not exist.',
  },
  'access-strings': {
    assumed: 'as-sent',
    alternatives: {
      'as-sent': 'DescribeUsers shows an access string as it was sent.',
      levelled: 'DescribeUsers adds `resetchannels -@all`.',
      'with-channels': 'DescribeUsers adds `&*`.',
      reordered: 'DescribeUsers shows the rules in another order.',
    },
    source: 'F2.4',
    confidence: 'observed',
    probe: 'Create a user and read it.',
  },
  'group-caches': {
    assumed: 'names',
    alternatives: {
      names: '`ServerlessCaches` of a user group holds names.',
      arns: '`ServerlessCaches` of a user group holds ARNs.',
    },
    source: 'F3.6',
    confidence: 'inferred',
    probe: 'Read the group of a cache.',
  },
} as const satisfies AssumptionTable;
