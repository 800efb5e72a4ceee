import {
  type AttachedPolicy,
  GetRoleCommand,
  paginateListAttachedRolePolicies,
  type Role,
} from '@aws-sdk/client-iam';
import type { AwsClients } from './clients.js';
import { ifFound } from './errors.js';

/** Finds a role by name. A read can miss a change for some seconds (F7.1). */
export async function findRole(aws: AwsClients, name: string): Promise<Role | undefined> {
  const client = await aws.iam();
  return (await ifFound(() => client.send(new GetRoleCommand({ RoleName: name }))))?.Role;
}

/** Finds the managed policies of a role; none if the role does not exist. */
export async function findAttachedPolicies(
  aws: AwsClients,
  roleName: string,
): Promise<AttachedPolicy[]> {
  const client = await aws.iam();
  const attached: AttachedPolicy[] = [];
  await ifFound(async () => {
    for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName: roleName })) {
      attached.push(...(page.AttachedPolicies ?? []));
    }
  });
  return attached;
}
