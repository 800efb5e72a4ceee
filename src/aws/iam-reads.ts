import {
  type AttachedPolicy,
  GetRoleCommand,
  paginateListAttachedRolePolicies,
  type Role,
} from '@aws-sdk/client-iam';
import type { AwsClients } from './clients.js';
import { isNotFound } from './errors.js';

/** The role of that name, or undefined. */
export async function findRole(aws: AwsClients, name: string): Promise<Role | undefined> {
  const client = await aws.iam();
  try {
    return (await client.send(new GetRoleCommand({ RoleName: name }))).Role;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The managed policies that are attached to a role; none when there is no such role. */
export async function findAttachedPolicies(
  aws: AwsClients,
  roleName: string,
): Promise<AttachedPolicy[]> {
  const client = await aws.iam();
  const attached: AttachedPolicy[] = [];
  try {
    for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName: roleName })) {
      attached.push(...(page.AttachedPolicies ?? []));
    }
    return attached;
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}
