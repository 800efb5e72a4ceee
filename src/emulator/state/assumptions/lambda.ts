import type { AssumptionTable } from './assumption.js';

/** What Lambda and IAM do with functions, their network interfaces and their roles. */
export const LAMBDA = {
  'lambda-interfaces': {
    assumed: 'two-phases',
    alternatives: {
      'two-phases':
        'Some minutes after DeleteFunction, an interface becomes `available` and its type becomes `interface`. AWS deletes it later.',
      'same-type': 'The interface becomes `available` and keeps the type `lambda`.',
      'in-use-until-deleted': 'The interface stays `in-use` until Lambda deletes it.',
    },
    source: 'F6.9',
    confidence: 'observed',
    probe: 'Watch the interfaces after DeleteFunction.',
  },
  'interfaces-without-role': {
    assumed: 'stay',
    alternatives: {
      stay: 'An interface stays when the role of its last function is gone, until a caller deletes it.',
      deleted: 'Lambda deletes an interface even if the role of its last function is gone.',
    },
    source: 'F6.7',
    confidence: 'inferred',
    probe: null,
  },
  'lambda-states': {
    assumed: 'documented',
    alternatives: {
      documented: 'Lambda shows the documented states.',
      'upper-case': 'It shows them in upper case.',
      undocumented: 'A function that changes has the state `Configuring`, which no document names.',
      missing: 'A function that changes has no state.',
    },
    source: 'F6.2',
    confidence: 'inferred',
    probe: 'Read a function after its create call until its state is final.',
  },
  'lambda-zones': {
    assumed: 'all-served',
    alternatives: {
      'all-served': 'Lambda serves every zone of the default VPC.',
      'one-refused': 'Lambda refuses the last zone of the default VPC.',
      'one-refused-otherwise': 'Lambda refuses the last zone in other words.',
    },
    source: 'F6.4',
    confidence: 'observed',
    probe: null,
  },
  'vpc-updates': {
    assumed: 'quick',
    alternatives: {
      quick: 'An update that names `VpcConfig` takes as long as any other update.',
      'like-creates':
        'An update that names `VpcConfig` takes as long as a create, even if nothing changes.',
    },
    source: 'F6.15',
    confidence: 'guessed',
    probe: 'Update a function with its own `VpcConfig`.',
  },
  'first-invoke': {
    assumed: 'ready',
    alternatives: {
      ready: 'A function in a VPC can be invoked as soon as it is `Active`.',
      'interface-not-ready':
        'For some seconds, Invoke of a new function answers `ENINotReadyException`.',
    },
    source: 'model',
    confidence: 'inferred',
    probe: 'Invoke a new function as soon as it is active.',
  },
  'invoke-during-update': {
    assumed: 'old-revision',
    alternatives: {
      'old-revision': 'Invoke runs the old revision until an update ends.',
      refused: 'Invoke answers `ResourceConflictException` until an update ends.',
    },
    source: 'functions-states guide',
    confidence: 'inferred',
    probe: 'Invoke a function during an update.',
  },
  'pending-deletion': {
    assumed: 'refused',
    alternatives: {
      refused:
        'DeleteFunction answers `ResourceConflictException` while the function is `Pending`.',
      accepted: 'DeleteFunction deletes a `Pending` function.',
    },
    source: 'F6.2',
    confidence: 'inferred',
    probe: 'Delete a function that is pending.',
  },
  'failed-updates': {
    assumed: 'old-settings',
    alternatives: {
      'old-settings': 'After a failed update, a function shows its old settings.',
      'new-settings': 'After a failed update, a function shows the new settings.',
    },
    source: 'no source',
    confidence: 'guessed',
    probe: null,
  },
  'failed-functions': {
    assumed: 'refuse-updates',
    alternatives: {
      'refuse-updates': 'A `Failed` function refuses updates.',
      'accept-updates': 'A `Failed` function accepts updates.',
    },
    source: 'no source',
    confidence: 'guessed',
    probe: null,
  },
  'full-function-subnets': {
    assumed: 'fail-later',
    alternatives: {
      'fail-later': 'Without free addresses, a new function ends `Failed`.',
      'refused-at-once': 'Without free addresses, CreateFunction answers an error.',
    },
    source: 'no source',
    confidence: 'guessed',
    probe: null,
  },
  'new-roles': {
    assumed: 'assumable',
    assumedAtRealPace: 'refused',
    alternatives: {
      assumable:
        'Lambda can assume a new role when the time of the pace is over. Until then, it refuses the role.',
      refused: 'For some seconds, CreateFunction answers that Lambda cannot assume a new role.',
      'without-permissions':
        'For some seconds, CreateFunction answers that a new role does not have its permissions.',
      'throttled-by-ec2':
        'For some seconds, CreateFunction with a new role answers that EC2 throttled the request.',
    },
    source: 'F6.3',
    confidence: 'observed',
    probe: 'Create a function at once after its role.',
  },
  'new-attachments': {
    assumed: 'at-once',
    alternatives: {
      'at-once': 'AttachRolePolicy finds a new role and a new policy.',
      late: 'For some seconds, AttachRolePolicy answers `NoSuchEntity` for a new role or a new policy.',
    },
    source: 'F7.1',
    confidence: 'inferred',
    probe: 'Attach a policy to a new role at once.',
  },
  'role-deletion': {
    assumed: 'accepted',
    alternatives: {
      accepted: 'DeleteRole accepts a role as soon as its policies are detached.',
      'conflict-first':
        'For some seconds after a policy was detached, DeleteRole answers `DeleteConflict`.',
    },
    source: 'F7.4',
    confidence: 'observed',
    probe: 'Detach the policies of a role and delete it at once.',
  },
} as const satisfies AssumptionTable;
