import type { CreateFunctionCommandInput, Runtime } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { present } from '../../../support/present.js';
import { type LambdaLab, startLambdaLab } from '../../functions/support/lambda-lab.js';
import { buildRole, toTrustPolicy } from '../../support/build-role.js';

const CODE = { 'index.mjs': 'export const handler = async () => 1;' };
const SUBNETS = ['subnet-0a1b2c3d4e5f6071a', 'subnet-0a1b2c3d4e5f6071b'];
const GROUPS = ['sg-0a1b2c3d4e5f60718'];

describe('CreateFunction refuses', () => {
  let lab: LambdaLab;
  beforeAll(async () => {
    lab = await startLambdaLab();
    const { ec2, lambda: _lambda } = lab.aws.region('us-east-1');
    ec2.subnets.set('subnet-foreign', {
      ...present(ec2.subnets.get(SUBNETS[0] ?? '')),
      id: 'subnet-foreign',
      vpcId: 'vpc-other',
    });
    ec2.securityGroups.set('sg-foreign', {
      ...present(ec2.securityGroups.get(GROUPS[0] ?? '')),
      id: 'sg-foreign',
      vpcId: 'vpc-other',
    });
    const { roles } = lab.aws.iam;
    roles.set('late', buildRole('late', { assumableAtMs: Number.MAX_VALUE }));
    roles.set('stranger', buildRole('stranger', { trustPolicy: toTrustPolicy('ec2') }));
    roles.set('poor', buildRole('poor', { attachedPolicies: new Map() }));
  });
  afterAll(() => lab.close());

  const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
  const cannotAssume = 'The role defined for the function cannot be assumed by Lambda.';

  test.each<[string, Partial<CreateFunctionCommandInput>, string]>([
    [
      'a runtime that AWS has closed',
      { Runtime: 'nodejs20.x' },
      'The runtime parameter of nodejs20.x is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.',
    ],
    [
      'a runtime that only AWS can run',
      { Runtime: 'python3.11' },
      'The runtime python3.11 cannot run here: this endpoint runs only nodejs22.x, nodejs24.x, nodejs26.x, python3.12, python3.13, python3.14.',
    ],
    ['a role that does not exist', { Role: role('none') }, cannotAssume],
    ['a role that is too new', { Role: role('late') }, cannotAssume],
    ['a role that does not trust Lambda', { Role: role('stranger') }, cannotAssume],
    [
      'a role without the permissions for a VPC',
      { Role: role('poor'), VpcConfig: { SubnetIds: SUBNETS, SecurityGroupIds: GROUPS } },
      'The provided execution role does not have permissions to call CreateNetworkInterface on EC2',
    ],
    [
      'subnets without groups',
      { VpcConfig: { SubnetIds: SUBNETS } },
      'SubnetIds and SecurityIds must coexist or be both empty list.',
    ],
    [
      'a subnet that does not exist',
      { VpcConfig: { SubnetIds: ['subnet-none'], SecurityGroupIds: GROUPS } },
      "Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound. EC2 Error Message: The subnet ID 'subnet-none' does not exist",
    ],
    [
      'a group that does not exist',
      { VpcConfig: { SubnetIds: SUBNETS, SecurityGroupIds: ['sg-none'] } },
      "Error occurred while DescribeSecurityGroups. EC2 Error Code: InvalidGroup.NotFound. EC2 Error Message: The security group 'sg-none' does not exist",
    ],
    [
      'groups of another VPC',
      { VpcConfig: { SubnetIds: SUBNETS, SecurityGroupIds: ['sg-foreign'] } },
      'Security Groups are required to be in the same VPC.',
    ],
    [
      'subnets of two VPCs',
      { VpcConfig: { SubnetIds: [...SUBNETS, 'subnet-foreign'], SecurityGroupIds: GROUPS } },
      'Subnets are required to be in the same VPC.',
    ],
    [
      'what is no zip',
      { Code: { ZipFile: Buffer.from('export const handler = 1;') } },
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    ],
    ['no code', { Code: {} }, 'Please provide a source for function code.'],
    [
      'code in S3',
      { Code: { S3Bucket: 'b', S3Key: 'k' } },
      'Code in S3 and container images cannot be read here: this endpoint takes ZipFile.',
    ],
    [
      'reserved variables',
      { Environment: { Variables: { AWS_REGION: 'x', CACHE_NAME: 'c', _HANDLER: 'h' } } },
      'Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION, _HANDLER',
    ],
    [
      'variables of more than 4 KB',
      { Environment: { Variables: { BIG: 'x'.repeat(4096) } } },
      'Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.',
    ],
    [
      'layers',
      { Layers: ['arn:aws:lambda:us-east-1:1:layer:a:1'] },
      'Layers is not served by this endpoint.',
    ],
    [
      'a key for the code',
      { Code: { ZipFile: new Uint8Array(1), SourceKMSKeyArn: 'arn:aws:kms:us-east-1:1:key/k' } },
      'SourceKMSKeyArn is not served by this endpoint.',
    ],
    [
      'publishing a version',
      { Publish: true },
      'Publish (versions) is not served by this endpoint.',
    ],
    [
      'log levels for text',
      { LoggingConfig: { ApplicationLogLevel: 'WARN' } },
      'Log levels can only be set when the log format is JSON.',
    ],
  ])('%s', async (_case, settings, message) => {
    await expect(lab.create('app', CODE, settings)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message,
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('a role of another account', async () => {
    const settings = { Role: 'arn:aws:iam::999999999999:role/app' };

    await expect(lab.create('app', CODE, settings)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'Cross-account pass role is not allowed.',
      $metadata: { httpStatusCode: 403 },
    });
  });

  test('an upload over 50 MB', async () => {
    const settings = { Code: { ZipFile: Buffer.alloc(50 * 1024 * 1024 + 1) } };

    await expect(lab.create('app', CODE, settings)).rejects.toMatchObject({
      $metadata: { httpStatusCode: 413 },
    });
  }, 120_000);

  test.each<[string, Partial<CreateFunctionCommandInput>]>([
    ['a name with spaces', { FunctionName: 'my app' }],
    ['a name of 65 characters', { FunctionName: 'a'.repeat(65) }],
    ['too little memory', { MemorySize: 127 }],
    ['too much memory', { MemorySize: 10_241 }],
    ['no time at all', { Timeout: 0 }],
    ['too much time', { Timeout: 901 }],
    ['a runtime that nobody knows', { Runtime: 'nodejs99.x' as Runtime }],
    ['a handler with spaces', { Handler: 'index handler' }],
    ['a role that is no ARN', { Role: 'app' }],
    [
      '17 subnets',
      { VpcConfig: { SubnetIds: Array(17).fill('subnet-1'), SecurityGroupIds: GROUPS } },
    ],
    ['6 groups', { VpcConfig: { SubnetIds: SUBNETS, SecurityGroupIds: Array(6).fill('sg-1') } }],
  ])('%s', async (_case, settings) => {
    await expect(lab.create('app', CODE, settings)).rejects.toMatchObject({
      $metadata: { httpStatusCode: 400 },
    });
    expect(lab.aws.region('us-east-1').lambda.functions.size).toBe(0);
  });
});
