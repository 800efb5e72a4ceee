import type { CreateRoleCommandInput } from '@aws-sdk/client-iam';
import { toTagList } from '../../engine/lab-tags.js';
import type { Session } from '../../session/session.js';

/** Returns the input that creates the role. */
export function toRoleInput(session: Pick<Session, 'config' | 'identity' | 'tags'>) {
  const { iamPath, permissionsBoundary, names } = session.config;
  return {
    RoleName: names.role,
    Path: iamPath,
    ...(permissionsBoundary !== undefined && { PermissionsBoundary: permissionsBoundary }),
    Description: 'Execution role of the valkey-lab function',
    AssumeRolePolicyDocument: JSON.stringify(toTrustPolicy(session)),
    Tags: toTagList(session.tags),
  } satisfies CreateRoleCommandInput;
}

/** Lambda needs only its own service as principal. The tutorial also trusts the whole account (F7.8). */
export function toTrustPolicy({ config, identity }: Pick<Session, 'config' | 'identity'>): object {
  const { partition, account } = identity;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: {
          Service: 'lambda.amazonaws.com',
          ...(config.trustAccount && { AWS: `arn:${partition}:iam::${account}:root` }),
        },
        Action: 'sts:AssumeRole',
      },
    ],
  };
}
