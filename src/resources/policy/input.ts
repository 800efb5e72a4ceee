import type { CreatePolicyCommandInput } from '@aws-sdk/client-iam';
import { toTagList } from '../../engine/lab-tags.js';
import type { Session } from '../../session/session.js';

/** Returns the input that creates the policy. */
export function toPolicyInput(session: Pick<Session, 'config' | 'identity' | 'region' | 'tags'>) {
  const { iamPath, names } = session.config;
  return {
    PolicyName: names.policy,
    Path: iamPath,
    Description: 'Lets the valkey-lab function connect to its cache',
    PolicyDocument: JSON.stringify(toConnectPolicy(session)),
    Tags: toTagList(session.tags),
  } satisfies CreatePolicyCommandInput;
}

/** AWS checks `elasticache:Connect` on both ARNs, which contain lower-case names (F4.6). */
export function toConnectPolicy({
  identity,
  region,
  config,
}: Pick<Session, 'config' | 'identity' | 'region'>): object {
  const prefix = `arn:${identity.partition}:elasticache:${region}:${identity.account}`;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['elasticache:Connect'],
        Resource: [
          `${prefix}:serverlesscache:${config.names.cache}`,
          `${prefix}:user:${config.names.iamUser}`,
        ],
      },
    ],
  };
}
