import { PARTITION_NAMES } from './account.js';
import type { Policy } from './iam.js';

interface ManagedPolicy {
  readonly name: string;
  readonly id: string;
  readonly versionId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly statement: object;
}

const LOG_ACTIONS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/** As IAM shows them (AWS Managed Policy Reference). */
const MANAGED: readonly ManagedPolicy[] = [
  {
    name: 'AWSLambdaBasicExecutionRole',
    id: 'ANPAJNCQGXC42545SKXIK',
    versionId: 'v1',
    createdAt: '2015-04-09T15:03:43Z',
    updatedAt: '2015-04-09T15:03:43Z',
    statement: { Effect: 'Allow', Action: LOG_ACTIONS, Resource: '*' },
  },
  {
    name: 'AWSLambdaVPCAccessExecutionRole',
    id: 'ANPAJVTME3YLVNL72YR2K',
    versionId: 'v3',
    createdAt: '2016-02-11T23:15:26Z',
    updatedAt: '2024-01-05T22:38:03Z',
    statement: {
      Sid: 'AWSLambdaVPCAccessExecutionPermissions',
      Effect: 'Allow',
      Action: [
        ...LOG_ACTIONS,
        'ec2:CreateNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:DeleteNetworkInterface',
        'ec2:AssignPrivateIpAddresses',
        'ec2:UnassignPrivateIpAddresses',
      ],
      Resource: '*',
    },
  },
];

/** Creates the AWS-managed policies that the emulator knows: the two that roles of functions use, in each partition. */
export function createManagedPolicies(): Map<string, Policy> {
  const policies = PARTITION_NAMES.flatMap((partition) =>
    MANAGED.map((managed) => toPolicy(managed, partition)),
  );
  return new Map(policies.map((policy) => [policy.arn, policy]));
}

/** Returns whether AWS manages the policy. Callers may attach it but not change it. */
export function isManagedByAws(arn: string): boolean {
  return /^arn:[^:]+:iam::aws:policy\//.test(arn);
}

function toPolicy(
  { name, id, versionId, createdAt, updatedAt, statement }: ManagedPolicy,
  partition: string,
): Policy {
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  return {
    name,
    id,
    arn: `arn:${partition}:iam::aws:policy/service-role/${name}`,
    path: '/service-role/',
    createdAtMs: Date.parse(createdAt),
    updatedAtMs: Date.parse(updatedAt),
    defaultVersionId: versionId,
    nextVersion: Number(versionId.slice(1)) + 1,
    versions: [{ id: versionId, document, createdAtMs: Date.parse(updatedAt) }],
    tags: new Map(),
  };
}
