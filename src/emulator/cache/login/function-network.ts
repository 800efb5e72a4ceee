import type { Principal } from '../../state/credentials.js';
import type { LambdaFunction } from '../../state/lambda.js';
import type { AwsState } from '../../state/state.js';

/** The function whose session this is, or undefined when it is somebody else's. */
export function findFunction(aws: AwsState, principal: Principal): LambdaFunction | undefined {
  if (principal.kind !== 'role' || principal.functionArn === undefined) return undefined;
  const { functionArn } = principal;
  const [, , , region = '', , , name = ''] = functionArn.split(':');
  return aws.regions.get(region)?.lambda.functions.get(name);
}

/**
 * The condition keys that a call through a VPC endpoint has, as far as they are known here (User
 * Guide, "Authenticating with IAM": aws:VpcSourceIp, aws:SourceVpc; F4.9).
 */
export function findNetworkKeys(aws: AwsState, principal: Principal): Record<string, string> {
  const lambda = findFunction(aws, principal);
  if (!lambda?.vpcId) return {};
  const interfaces = [...aws.region(lambda.region).ec2.networkInterfaces.values()];
  const own = interfaces.find(({ functionArns }) => functionArns.has(lambda.arn));
  const keys = { 'aws:SourceVpc': lambda.vpcId };
  return own ? { ...keys, 'aws:VpcSourceIp': own.privateIp } : keys;
}
