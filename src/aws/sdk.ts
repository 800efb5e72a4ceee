/** The client classes. `import('./sdk.js')` bundles only these; importing a whole package would bundle all of it. */
export { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
export { EC2Client } from '@aws-sdk/client-ec2';
export { ElastiCacheClient } from '@aws-sdk/client-elasticache';
export { IAMClient } from '@aws-sdk/client-iam';
export { LambdaClient } from '@aws-sdk/client-lambda';
export { STSClient } from '@aws-sdk/client-sts';
export { teachConnectionType } from './connection-type.js';
