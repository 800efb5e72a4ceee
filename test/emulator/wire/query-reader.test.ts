import { AuthorizeSecurityGroupIngress$, DescribeVpcs$ } from '@aws-sdk/client-ec2';
import { CreateServerlessCache$, CreateUserGroup$ } from '@aws-sdk/client-elasticache';
import { AssumeRole$ } from '@aws-sdk/client-sts';
import type { StaticOperationSchema } from '@smithy/types';
import { describe, expect, test } from 'vitest';
import { AwsFault } from '../../../src/emulator/wire/fault.js';
import { parseQueryForm, readQueryInput } from '../../../src/emulator/wire/query-reader.js';
import { getInputSchema } from '../../../src/emulator/wire/schema.js';
import type { ServiceModel } from '../../../src/emulator/wire/service-model.js';

const elasticache: ServiceModel = {
  serviceId: 'ElastiCache',
  signingName: 'elasticache',
  protocol: 'awsQuery',
  namespace: 'com.amazonaws.elasticache',
  rules: {},
  operations: [],
};
const sts: ServiceModel = { ...elasticache, signingName: 'sts', namespace: 'com.amazonaws.sts' };
const ec2: ServiceModel = { ...elasticache, signingName: 'ec2', protocol: 'ec2Query' };

function read(model: ServiceModel, operation: StaticOperationSchema, form: string): object {
  const request = { method: 'POST', path: '/', query: '', headers: {}, body: Buffer.from(form) };
  const parsed = parseQueryForm(request);
  if (!parsed.ok) throw new Error(parsed.message);
  return readQueryInput(model, getInputSchema(operation), parsed.root);
}

function refusal(
  model: ServiceModel,
  operation: StaticOperationSchema,
  form: string,
): [string, string] {
  try {
    read(model, operation, form);
  } catch (error) {
    if (error instanceof AwsFault) return [error.shape, error.message];
    throw error;
  }
  throw new Error('The form was accepted.');
}

describe('query reader', () => {
  test('reads lists in botocore’s form: below the model’s name or below member', () => {
    const tag = (name: string) => `Tags.${name}.1.Key=a&Tags.${name}.1.Value=b`;
    const expected = { Tags: [{ Key: 'a', Value: 'b' }] };
    expect(read(elasticache, CreateUserGroup$, tag('Tag'))).toEqual(expected);
    expect(read(elasticache, CreateUserGroup$, tag('member'))).toEqual(expected);
    expect(read(elasticache, CreateUserGroup$, 'UserIds.member.1=x&UserIds.member.2=y')).toEqual({
      UserIds: ['x', 'y'],
    });
  });

  test('sorts items by number, not by text or position', () => {
    const numbers = Array.from({ length: 12 }, (_, index) => 12 - index);
    const form = numbers.map((n) => `UserIds.member.${n}=u${n}`).join('&');
    const sorted = numbers.toReversed().map((n) => `u${n}`);
    expect(read(elasticache, CreateUserGroup$, form)).toEqual({ UserIds: sorted });
  });

  test('reads an empty list', () => {
    expect(read(elasticache, CreateUserGroup$, 'UserIds=')).toEqual({ UserIds: [] });
  });

  test("reads EC2's flat lists and its capitalised names", () => {
    const form =
      'Filter.1.Name=vpc-id&Filter.1.Value.1=a&Filter.1.Value.2=b&DryRun=true&MaxResults=5';
    expect(read(ec2, DescribeVpcs$, form)).toEqual({
      Filters: [{ Name: 'vpc-id', Values: ['a', 'b'] }],
      DryRun: true,
      MaxResults: 5,
    });
    const rule = 'IpPermissions.1.IpProtocol=tcp&IpPermissions.1.Groups.1.GroupId=sg-1';
    expect(read(ec2, AuthorizeSecurityGroupIngress$, rule)).toEqual({
      IpPermissions: [{ IpProtocol: 'tcp', UserIdGroupPairs: [{ GroupId: 'sg-1' }] }],
    });
  });

  test.each([
    ['an unknown member', 'Nonsense=1', 'The parameter Nonsense is not recognized.'],
    [
      'a member of another service version',
      'StorageEncryptionType=sse-kms',
      'StorageEncryptionType is not',
    ],
    ['an unknown nested member', 'CacheUsageLimits.Speed=1', 'CacheUsageLimits.Speed is not'],
    ['a name that is in every JavaScript object', '__proto__.polluted=1', '__proto__ is not'],
    ['constructor', 'constructor=1', 'constructor is not'],
    ['a list without numbers', 'SubnetIds.member.x=1', 'SubnetIds.member.x is not'],
    ['index zero', 'SubnetIds.SubnetId.0=1', 'SubnetIds.SubnetId.0 is not'],
    [
      'an absurd index',
      'SubnetIds.SubnetId.99999999999=1',
      'SubnetIds.SubnetId.99999999999 is not',
    ],
    ['a text for a list', 'SubnetIds=abc', 'must be a list'],
    ['a text for a structure', 'CacheUsageLimits=abc', 'must be a structure'],
    ['a structure for a text', 'Engine.Name=1', 'Engine.Name is not'],
    ['a text for a number', 'SnapshotRetentionLimit=many', 'must be a number'],
  ])('refuses %s', (_name, form, words) => {
    const [code, message] = refusal(elasticache, CreateServerlessCache$, form);
    expect(code).toBe('InvalidParameterValue');
    expect(message).toContain(words);
    expect({}).not.toHaveProperty('polluted');
  });

  test('refuses with the texts of the service', () => {
    expect(refusal(ec2, DescribeVpcs$, 'Nonsense=1')[0]).toBe('UnknownParameter');
    expect(refusal(ec2, DescribeVpcs$, 'DryRun=maybe')).toEqual([
      'InvalidParameterValue',
      'Value (maybe) for parameter DryRun is invalid. Value must be true or false',
    ]);
    expect(refusal(sts, AssumeRole$, 'DurationSeconds=x')[0]).toBe('ValidationError');
  });

  test.each([
    ['parameters nested too deep', `${'A.'.repeat(40)}B=1`, 'nested too deep'],
    ['too many parameters', 'A=1&'.repeat(10_001), 'too many parameters'],
    ['a parameter given twice', 'Engine=a&Engine=b', 'is given twice'],
    ['two actions', 'Action=A&Action=B', 'is given twice'],
    ['broken encoding', 'Engine=%zz', 'encoding'],
  ])('refuses %s', (_name, form, words) => {
    expect(() => read(elasticache, CreateServerlessCache$, form)).toThrow(words);
  });
});
