import { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

const MAX_DEPTH = 4;
const ACCOUNT = '123456789012';

const POLICY =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com', AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'sts:AssumeRole',
    },
  ],
});

/** Words with a meaning for some operation: names, enum values, ARNs, documents. */
const WORDS = [
  ...['cache-01', 'user-1', 'default', 'group-1', 'role-1', 'policy-1', 'fn', 'x', 'A', '-', '..'],
  ...['valkey', 'redis', 'VALKEY', 'iam', 'no-password-required', 'on ~* +@all', 'off', '( +get'],
  ...['nodejs24.x', 'index.handler', 'Tail', 'Event', 'DryRun', '$LATEST', '0', '-1', '1e999'],
  ...[
    'vpc-0a1b2c3d4e5f60718',
    'sg-0a1b2c3d4e5f60718',
    'subnet-0a1b2c3d4e5f6071a',
    'default-for-az',
  ],
  ...['/aws/lambda/fn', '/', '[stream]', '{ $.level = "x" }', 'AROAEXAMPLE', 'true', 'null'],
  ...['arn:', 'arn:aws:iam::aws:policy/AdministratorAccess', `arn:aws:iam::${ACCOUNT}:role/role-1`],
  `arn:aws:elasticache:us-east-1:${ACCOUNT}:serverlesscache:cache-01`,
  `arn:aws:elasticache:us-east-1:${ACCOUNT}:user:user-1`,
  `arn:aws:iam::${ACCOUNT}:policy/policy-1`,
  ...[POLICY, TRUST],
  ...[
    '{"Statement":[null]}',
    '{"Version":1,"Statement":[]}',
    '[]',
    '%7B',
    '<a>&b</a>',
    '__proto__',
  ],
  ...['constructor', 'ünïcödé ✓', '\u0000\u001b', ' ', '', 'y'.repeat(5_000)],
];
/** Likely values of members with these names. */
const LIKELY: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^Engine$/, ['valkey', 'redis']],
  [/^(UserId|UserName|UserIds)$/, ['user-1', 'user-2']],
  [/^UserGroupId$/, ['group-1', 'group-2']],
  [/^ServerlessCacheName$/, ['cache-01']],
  [/^AccessString$/, ['on ~* +@all', 'off ~k* -@all +get']],
  [/^(RoleName|PolicyName|RoleSessionName)$/, ['role-1', 'policy-1']],
  [/^(RoleArn|Role)$/, [`arn:aws:iam::${ACCOUNT}:role/role-1`]],
  [/^PolicyArn$/, [`arn:aws:iam::${ACCOUNT}:policy/policy-1`]],
  [/^AssumeRolePolicyDocument$/, [TRUST]],
  [/^PolicyDocument$/, [POLICY]],
  [/^VersionId$/, ['v1', 'v2']],
  [/^Path(Prefix)?$/, ['/', '/a/']],
  [/^FunctionName$/, ['fn', 'fn-2']],
  [/^Runtime$/, ['nodejs24.x', 'nodejs22.x']],
  [/^Handler$/, ['index.handler']],
  [/^logGroupName$/, ['/aws/lambda/fn', 'group']],
  [/^logStreamName$/, ['stream']],
  [/^GroupId$/, ['sg-0a1b2c3d4e5f60718']],
  [/^VpcId$/, ['vpc-0a1b2c3d4e5f60718']],
  [/^(GroupName|Description|Key|key)$/, ['x', 'y']],
];
const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 1, arbitrary: fc.string({ maxLength: 30, unit: 'binary' }) },
);
const header = fc.oneof(
  fc.constantFrom('Tail', 'Event', 'DryRun', 'RequestResponse'),
  fc.base64String(),
);
const whole = fc.oneof(fc.integer({ min: -2, max: 20 }), fc.integer(), fc.constant(2 ** 40));
const moment = fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true });

/** Draws values of the type that a schema requires, without regard to their meaning. Members may be missing. */
export function toArbitrary(ref: SchemaRef, depth = 0): fc.Arbitrary<unknown> {
  const schema = NormalizedSchema.of(ref);
  if (schema.isUnitSchema()) return fc.constant({});
  if (depth > MAX_DEPTH) return fc.constant(undefined);
  if (schema.isStructSchema()) {
    const members = [...schema.structIterator()].map(([name, member]) => [
      name,
      fc.option(toMember(name, member, depth), { nil: undefined, freq: 4 }),
    ]);
    return fc.record(Object.fromEntries(members));
  }
  if (schema.isListSchema()) {
    return fc.array(toArbitrary(schema.getValueSchema(), depth + 1), { maxLength: 3 });
  }
  if (schema.isMapSchema()) {
    return fc.dictionary(text, toArbitrary(schema.getValueSchema(), depth + 1), { maxKeys: 3 });
  }
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isTimestampSchema()) return moment;
  if (schema.isBlobSchema()) return fc.uint8Array({ maxLength: 200 });
  if (schema.isNumericSchema() || schema.isBigIntegerSchema()) return whole;
  return schema.getMergedTraits().httpHeader ? header : text;
}

function toMember(name: string, schema: NormalizedSchema, depth: number): fc.Arbitrary<unknown> {
  const any = toArbitrary(schema, depth + 1);
  const likely = LIKELY.find(([names]) => names.test(name))?.[1];
  if (!likely || !schema.isStringSchema()) return any;
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...likely) },
    { weight: 1, arbitrary: any },
  );
}
