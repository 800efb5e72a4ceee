import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';
import type { AwsClients } from './clients.js';
import { isNotFound } from './errors.js';
import { findAttachedPolicies } from './iam-reads.js';
import { parsePolicyDocument } from './policy-document.js';

/** The documents of all policies of a role, attached and inline; none when there is no such role. */
export async function readRolePolicies(aws: AwsClients, roleName: string): Promise<unknown[]> {
  const [attached, inline] = await Promise.all([
    readAttached(aws, roleName),
    readInline(aws, roleName),
  ]);
  return [...attached, ...inline].map(parsePolicyDocument);
}

async function readAttached(aws: AwsClients, roleName: string): Promise<(string | undefined)[]> {
  const client = await aws.iam();
  const policies = await findAttachedPolicies(aws, roleName);
  return Promise.all(
    policies.map(async ({ PolicyArn }) => {
      try {
        const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }));
        const VersionId = Policy?.DefaultVersionId;
        const version = await client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
        return version.PolicyVersion?.Document;
      } catch (error) {
        // Detached and deleted in the meantime.
        if (isNotFound(error)) return undefined;
        throw error;
      }
    }),
  );
}

async function readInline(aws: AwsClients, roleName: string): Promise<(string | undefined)[]> {
  const client = await aws.iam();
  const documents: (string | undefined)[] = [];
  try {
    for await (const page of paginateListRolePolicies({ client }, { RoleName: roleName })) {
      for (const PolicyName of page.PolicyNames ?? []) {
        const command = new GetRolePolicyCommand({ RoleName: roleName, PolicyName });
        documents.push((await client.send(command)).PolicyDocument);
      }
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return documents;
}
