import type { ReferenceName } from '../references.js';

/** The expressions of HCL that stand for what only AWS knows. */
export const EXPRESSIONS: Readonly<Record<ReferenceName, string>> = {
  account: 'data.aws_caller_identity.current.account_id',
  partition: 'data.aws_partition.current.partition',
  region: 'var.region',
  created: 'timestamp()',
  roleArn: 'aws_iam_role.lab.arn',
  subnetIds: 'data.aws_subnets.default.ids',
  securityGroupIds: '[data.aws_security_group.default.id]',
  cacheAddress: 'aws_elasticache_serverless_cache.lab.endpoint[0].address',
  cachePort: 'tostring(aws_elasticache_serverless_cache.lab.endpoint[0].port)',
};
