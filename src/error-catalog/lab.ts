import type { ErrorEntry } from './entry.js';

/** Failures of the lab: its resources, its function, and the proof that it works. */
export const LAB = {
  RESOURCE_MISSING: {
    exitCode: 1,
    cause: 'A needed resource does not exist: its step has not run, or it was deleted.',
    hint: { text: 'Run the command that creates it first, or {command}.', command: ['up'] },
  },
  RESOURCE_FAILED: {
    exitCode: 1,
    cause:
      'AWS could not create or change a resource, or the command cannot continue from a resource’s state. The message has AWS’s reason.',
    hint: {
      text: 'Run {command},',
      command: ['down'],
      or: { text: 'then {command}.', command: ['up'] },
    },
  },
  FOREIGN_RESOURCE: {
    exitCode: 3,
    cause:
      'A resource has one of the lab’s names but not the lab’s tags: it is foreign, or it belongs to a lab in another region. The program did not touch it and created nothing.',
    hint: 'Choose other names with --lab NAME or the VALKEY_LAB_* variables.',
  },
  OTHER_OWNER: {
    exitCode: 3,
    cause:
      'The unnamed lab of this account and region belongs to another owner: the tag `valkey-lab:owner` of its resources names another caller. The program did not touch it.',
    hint: 'Choose a name for your own lab with --lab NAME. If this lab is yours, set VALKEY_LAB_OWNER to the owner’s name.',
  },
  WAIT_TIMEOUT: {
    exitCode: 4,
    cause: 'The time limit (--timeout) ended while AWS was still working.',
    hint: {
      text: 'AWS may still be working: {command} shows the progress. The same command continues from there.',
      command: ['status'],
    },
  },
  CHECK_FAILED: {
    exitCode: 1,
    cause: 'At least one check of `doctor` found a reason for which `up` would fail.',
    hint: {
      text: 'Follow the advice of each failed check, then run {command}.',
      command: ['doctor'],
    },
  },
  CACHE_UNREACHABLE: {
    exitCode: 1,
    cause:
      'This machine cannot connect to the cache. A cache in a VPC can be reached only from inside that VPC, or through a VPN, a peering or a bastion host. The message has the step that failed.',
    hint: {
      text: 'Run the same command where the cache can be reached, such as in its VPC. {command} tests the cache from inside the VPC.',
      command: ['invoke'],
    },
  },
  LOGIN_REFUSED: {
    exitCode: 1,
    cause:
      'The cache can be reached, but it refused the IAM login. The caller needs `elasticache:Connect` on the cache and the user, and the user must be in the cache’s user group.',
    hint: {
      text: 'Check that your user or role may call elasticache:Connect ({command} prints the statement).',
      command: ['doctor', '--print-policy', '--connect'],
      or: { text: '{command} names a broken rule of the set-up.', command: ['explain'] },
    },
  },
  FUNCTION_FAILED: {
    exitCode: 1,
    cause: 'The function’s code threw an error, or the function could not start.',
    hint: 'The log lines above say why; the function runs the code of the last `deploy-function`.',
  },
  FUNCTION_TIMEOUT: {
    exitCode: 1,
    cause:
      'The function did not end within its time limit (30 seconds for the proof function). The usual cause is a security group or a subnet that keeps it from the cache.',
    hint: 'The function probably could not reach the cache: check that the security group allows TCP port 6379.',
  },
  ROUND_TRIP_FAILED: {
    exitCode: 1,
    cause:
      'The function succeeded, but its log does not show that the value came back: its code or its reply is not the lab’s. Or the cache refused SET or GET of `ping`.',
    hint: { text: 'Run {command}, then the same command again.', command: ['deploy-function'] },
  },
  FUNCTION_OUTDATED: {
    exitCode: 1,
    cause:
      'Another version of the program deployed the function on AWS, and the function does not know this request.',
    hint: { text: 'Run {command}, then the same command again.', command: ['deploy-function'] },
  },
  NOT_ENFORCED: {
    exitCode: 1,
    cause: 'The cache accepted a connection that it must refuse.',
    hint: {
      text: 'Run {command}: it names the broken rule of the set-up;',
      command: ['explain'],
      or: { text: '{command} repairs it.', command: ['up'] },
    },
  },
  NOT_PROVEN: {
    exitCode: 1,
    cause:
      'The cache refused a connection that it must accept, or several tries of an attempt gave no clear answer. No wrong login was accepted.',
    hint: {
      text: 'Wait a minute and run {command} again;',
      command: ['verify'],
      or: { text: '{command} names a broken rule of the set-up.', command: ['explain'] },
    },
  },
  RULE_BROKEN: {
    exitCode: 1,
    cause: '`explain` found a broken rule of the token or of the lab’s set-up.',
    hint: 'Fix each rule marked ✗ as described beside it.',
  },
} as const satisfies Record<string, ErrorEntry>;
