import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  ADMINISTRATOR,
  createFunction,
  createRoleSession,
  createUser,
  REGION,
  setGroup,
} from './support/account.js';
import { type CacheLab, startCacheLab } from './support/cache-lab.js';
import { WRONGPASS } from './support/raw-client.js';
import { QUERY, type TokenParts } from './support/token.js';

const FUNCTION_VPC = 'vpc-0a1b2c3d4e5f60718';
const FUNCTION_ADDRESS = '172.31.0.10';

describe('a login over the wire', () => {
  let lab: CacheLab;
  beforeAll(async () => {
    lab = await startCacheLab();
  });
  afterAll(() => lab.close());
  beforeEach(() => {
    setGroup(lab.aws, [createUser('iam-user-01')]);
    lab.log.length = 0;
  });

  /** Sends the token with AUTH and with HELLO. Returns the client's first reply and the rules in the log. */
  async function logIn(token: string, username = 'iam-user-01') {
    const client = await lab.raw();
    client.send('AUTH', username, token);
    client.send('HELLO', '3', 'AUTH', username, token);
    client.send('ECHO', 'end');
    const replies = await client.readUntil('\r\n');
    client.socket.end();
    await client.readAll();
    return { first: `${replies.split('\r\n')[0]}\r\n`, rules: lab.log.map(toRule) };
  }
  const toRule = (line: string) => /refused \((.*?)\): ./.exec(line)?.[1];
  const refusedBy = (rule: string) => ({ first: WRONGPASS, rules: [rule, rule] });
  const ACCEPTED = { first: '+OK\r\n', rules: [] };

  test('the same login without an error is accepted', async () => {
    expect(await logIn(await lab.token())).toEqual(ACCEPTED);
  });

  test.each<[string, string, TokenParts]>([
    ['token-host', 'another cache', { host: 'cache-02' }],
    ['token-host', 'a name with capitals', { host: 'Cache-01' }],
    ['token-host', 'the address of the endpoint', { host: 'localhost' }],
    ['token-path', 'a path', { path: '/x' }],
    ['token-action', 'another action', { query: { ...QUERY, Action: 'Connect' } }],
    ['token-user', 'another user', { query: { ...QUERY, User: 'other' } }],
    [
      'token-resource-type',
      'another resource type',
      { query: { ...QUERY, ResourceType: 'ReplicationGroup' } },
    ],
    ['token-parameter', 'one parameter more', { query: { ...QUERY, More: '1' } }],
    ['token-service', 'another service', { service: 'rds-db' }],
    ['token-region', 'another region', { region: 'eu-west-1' }],
    ['token-lifetime', 'a life of 901 seconds', { expiresIn: 901 }],
    ['key-unknown', 'a key of nobody', { credential: { ...ADMINISTRATOR, accessKeyId: 'AKIAX' } }],
    [
      'session-token',
      'an unknown session token',
      { credential: { ...ADMINISTRATOR, sessionToken: 'x' } },
    ],
    [
      'signature',
      'another secret key',
      { credential: { ...ADMINISTRATOR, secretAccessKey: 'guessed' } },
    ],
  ])('%s: %s', async (rule, _what, parts) => {
    expect(await logIn(await lab.token(parts))).toEqual(refusedBy(rule));
  });

  test.each<[string, string, (token: string) => string]>([
    ['token-format', 'a password', () => 'correct horse battery staple'],
    ['token-format', 'the whole URL', (token) => `https://${token}`],
    [
      'token-algorithm',
      'another algorithm',
      (token) => token.replace('AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA1'),
    ],
    ['token-scope', 'a broken scope', (token) => token.replace('aws4_request', 'aws5_request')],
    [
      'token-signed-headers',
      'another signed header',
      (token) => token.replace('SignedHeaders=host', 'SignedHeaders=date'),
    ],
    ['token-date', 'an invalid date', (token) => token.replace(/X-Amz-Date=[^&]*/, 'X-Amz-Date=x')],
    ['signature', 'an altered life', (token) => token.replace('Expires=900', 'Expires=899')],
  ])('%s: %s', async (rule, _what, change) => {
    expect(await logIn(change(await lab.token()))).toEqual(refusedBy(rule));
  });

  test('token-expired: a token from 15 minutes ago', async () => {
    const signedAtMs = lab.clock.now() - 900_000;

    expect(await logIn(await lab.token({ signedAtMs }))).toEqual(refusedBy('token-expired'));
  });

  test('token-future: a token from a clock that is ahead', async () => {
    const signedAtMs = lab.clock.now() + 60_000;

    expect(await logIn(await lab.token({ signedAtMs }))).toEqual(refusedBy('token-future'));
  });

  test('key-expired: an expired session', async () => {
    const expiresAtMs = lab.clock.now() - 1;
    const credential = createRoleSession(lab.aws, [ALLOW_ALL], { expiresAtMs });

    expect(await logIn(await lab.token({ credential }))).toEqual(refusedBy('key-expired'));
  });

  test('session-token: a session key without its session token', async () => {
    const { sessionToken: _removed, ...credential } = createRoleSession(lab.aws, [ALLOW_ALL]);

    expect(await logIn(await lab.token({ credential }))).toEqual(refusedBy('session-token'));
  });

  test.each([
    ['user-off', 'off', { accessString: 'off ~* +@all' }],
    ['user-off', 'not said to be on', { accessString: '~* +@all' }],
    ['user-type', 'one without a password', { authentication: { type: 'no-password' } as const }],
    ['user-access-string', 'one of a broken access string', { accessString: 'on ~* +nothing' }],
  ])('%s: a user that is %s', async (rule, _what, changes) => {
    setGroup(lab.aws, [createUser('iam-user-01', changes)]);
    lab.port.refresh(lab.cache);

    expect(await logIn(await lab.token())).toEqual(refusedBy(rule));
  });

  test('user-group: a user outside the group', async () => {
    setGroup(lab.aws, [createUser('somebody-else')]);

    expect(await logIn(await lab.token())).toEqual(refusedBy('user-group'));
  });

  describe('conditions on the network of a function in a VPC', () => {
    beforeAll(() => {
      const { ec2, lambda } = lab.aws.region(REGION);
      const fn = createFunction();
      lambda.functions.set(fn.name, fn);
      ec2.networkInterfaces.set('eni-1', {
        ...{ id: 'eni-1', subnetId: 'subnet-0a1b2c3d4e5f6071a', vpcId: FUNCTION_VPC },
        ...{ securityGroupIds: [], description: '' },
        ...{ privateIp: FUNCTION_ADDRESS, functionArns: new Set([fn.arn]), roleName: 'app' },
      });
    });

    const connectWith = async (condition: object, functionArn: string | undefined) => {
      const credential = createRoleSession(
        lab.aws,
        [{ ...ALLOW_ALL, Condition: condition }],
        functionArn === undefined ? {} : { functionArn },
      );
      return logIn(await lab.token({ credential }));
    };
    const functionArn = createFunction().arn;

    test.each([
      [{ StringEquals: { 'aws:SourceVpc': FUNCTION_VPC } }],
      [{ IpAddress: { 'aws:VpcSourceIp': '172.31.0.0/20' } }],
    ])('%j allows only the function', async (condition) => {
      expect(await connectWith(condition, functionArn)).toEqual(ACCEPTED);
      expect(await connectWith(condition, undefined)).toEqual(refusedBy('policy-cache'));
    });

    test.each([
      [{ StringEquals: { 'aws:SourceVpc': 'vpc-other' } }],
      [{ IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } }],
      // Serverless caches do not provide this key (F4.9).
      [{ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }],
    ])('%j does not allow the function', async (condition) => {
      expect(await connectWith(condition, functionArn)).toEqual(refusedBy('policy-cache'));
    });
  });
});

const ALLOW_ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
