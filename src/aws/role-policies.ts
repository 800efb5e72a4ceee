import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';
import type { AwsClients } from './clients.js';
import { ifFound, isAwsError, isNotFound } from './errors.js';
import { findAttachedPolicies } from './iam-reads.js';
import { parsePolicyDocument } from './policy-document.js';

/** The documents of a role's policies. */
export interface RolePolicies {
  readonly documents: readonly unknown[];
  /** Names of policies that the operator may not read. */
  readonly unreadable: readonly string[];
}

/** These policies allow network interfaces and logs, but nothing of ElastiCache (AWS managed policy reference), so they are not read. */
const EXECUTION_POLICY = /:aws:policy\/service-role\/AWSLambda(VPCAccess|Basic)ExecutionRole$/;

/** Reads the documents of a role's attached and inline policies; none if the role does not exist. */
export async function readRolePolicies(aws: AwsClients, roleName: string): Promise<RolePolicies> {
  const [attached, inline] = await Promise.all([
    findAttachedPolicies(aws, roleName),
    findInlineNames(aws, roleName),
  ]);
  const reads = [
    ...attached
      .filter(({ PolicyArn = '' }) => !EXECUTION_POLICY.test(PolicyArn))
      .map(({ PolicyName, PolicyArn }) => ({
        name: PolicyName ?? '',
        read: () => readManaged(aws, PolicyArn),
      })),
    ...inline.map((name) => ({ name, read: () => readInline(aws, roleName, name) })),
  ];
  const results = await Promise.all(reads.map(({ name, read }) => readIfAllowed(name, read)));
  return {
    documents: results.flatMap(({ document }) => document ?? []),
    unreadable: results.flatMap(({ unreadable }) => unreadable ?? []),
  };
}

interface Read {
  readonly document?: unknown;
  readonly unreadable?: string;
}

async function readIfAllowed(name: string, read: () => Promise<string | undefined>): Promise<Read> {
  try {
    return { document: parsePolicyDocument(await read()) };
  } catch (error) {
    // The policy has been removed since it was listed.
    if (isNotFound(error)) return {};
    if (isAwsError(error, 'AccessDenied')) return { unreadable: name };
    throw error;
  }
}

async function readManaged(aws: AwsClients, PolicyArn: string | undefined) {
  const client = await aws.iam();
  const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }));
  const VersionId = Policy?.DefaultVersionId;
  const { PolicyVersion } = await client.send(
    new GetPolicyVersionCommand({ PolicyArn, VersionId }),
  );
  return PolicyVersion?.Document;
}

async function findInlineNames(aws: AwsClients, RoleName: string): Promise<string[]> {
  const client = await aws.iam();
  const names: string[] = [];
  await ifFound(async () => {
    for await (const page of paginateListRolePolicies({ client }, { RoleName })) {
      names.push(...(page.PolicyNames ?? []));
    }
  });
  return names;
}

async function readInline(aws: AwsClients, RoleName: string, PolicyName: string) {
  const client = await aws.iam();
  return (await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }))).PolicyDocument;
}
