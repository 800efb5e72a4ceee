import { CreateLogGroup$, DescribeLogGroups$ } from '@aws-sdk/client-cloudwatch-logs';
import { AuthorizeSecurityGroupIngress$, CreateSecurityGroup$ } from '@aws-sdk/client-ec2';
import { CreateUser$ } from '@aws-sdk/client-elasticache';
import { CreateRole$ } from '@aws-sdk/client-iam';
import {
  CreateFunction$,
  Invoke$,
  ListFunctions$,
  UpdateFunctionConfiguration$,
} from '@aws-sdk/client-lambda';
import type { StaticOperationSchema } from '@smithy/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type MemberRules,
  type ServiceModel,
  serve,
} from '../../../src/emulator/wire/service-model.js';
import { startEndpoint, type TestEndpoint } from '../support/endpoint.js';
import {
  type RawAnswer,
  type RawRequest,
  sendForm,
  sendRaw,
  signRequest,
} from '../support/raw-request.js';

const model = (
  facts: Pick<ServiceModel, 'serviceId' | 'signingName' | 'protocol'>,
  schemas: StaticOperationSchema[],
  rules: MemberRules = {},
): ServiceModel => ({
  ...facts,
  namespace: `com.amazonaws.${facts.signingName}`,
  version: '2000-01-01',
  targetPrefix: 'Logs_20140328',
  rules,
  operations: schemas.map((schema) => serve(schema, () => ({}))),
});

const services = [
  model(
    { serviceId: 'ElastiCache', signingName: 'elasticache', protocol: 'awsQuery' },
    [CreateUser$],
    {
      'CreateUserMessage.UserId': { pattern: /^[a-zA-Z][a-zA-Z0-9-]*$/, min: 1 },
      'CreateUserMessage.Passwords': { max: 2 },
      'CreateUserMessage.AccessString': { pattern: /\S/ },
      'AuthenticationMode.Type': { values: ['password', 'iam'] },
    },
  ),
  model({ serviceId: 'IAM', signingName: 'iam', protocol: 'awsQuery' }, [CreateRole$]),
  model({ serviceId: 'EC2', signingName: 'ec2', protocol: 'ec2Query' }, [
    CreateSecurityGroup$,
    AuthorizeSecurityGroupIngress$,
  ]),
  model(
    { serviceId: 'Lambda', signingName: 'lambda', protocol: 'restJson1' },
    [CreateFunction$, ListFunctions$, Invoke$, UpdateFunctionConfiguration$],
    {
      'CreateFunctionRequest.Runtime': { values: ['nodejs24.x'] },
      'CreateFunctionRequest.Timeout': { max: 900 },
    },
  ),
  model({ serviceId: 'CloudWatch Logs', signingName: 'logs', protocol: 'awsJson1_1' }, [
    CreateLogGroup$,
    DescribeLogGroups$,
  ]),
];

const USER = 'Action=CreateUser&UserId=a&UserName=a&Engine=valkey&AccessString=on';

describe('refusals', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await startEndpoint({ services });
  });
  afterAll(() => endpoint.close());

  const facts = ({ body }: RawAnswer) => [
    /<Code>(.*?)<\/Code>/.exec(body)?.[1],
    /<Message>(.*?)<\/Message>/s.exec(body)?.[1],
  ];
  const send = async (raw: Partial<RawRequest>, service: string) =>
    sendRaw(endpoint, await signRequest(endpoint, raw, { service }));
  const sendLogs = (name: string, body: string) =>
    send({ headers: { 'x-amz-target': `Logs_20140328.${name}` }, body }, 'logs');
  const createFunction = (body: string) => send({ path: '/2015-03-31/functions', body }, 'lambda');

  test('a complete operation passes', async () => {
    expect(await sendForm(endpoint, 'elasticache', USER)).toMatchObject({ status: 200 });
  });

  test('ElastiCache: a missing member', async () => {
    const answer = await sendForm(endpoint, 'elasticache', 'Action=CreateUser&UserId=a');
    expect([answer.status, ...facts(answer)]).toEqual([
      400,
      'MissingParameter',
      'The request must contain the parameter UserName.',
    ]);
  });

  test.each([
    ['pattern', '&UserId=', '1x', 'Member must satisfy regular expression pattern: [a-zA-Z]'],
    ['minimum', '&UserId=', '', 'Member must satisfy'],
    [
      'enum in a structure',
      '&AuthenticationMode.Type=',
      'magic',
      'enum value set: [password, iam]',
    ],
    [
      'size of a list',
      '&Passwords.member.1=aaa&Passwords.member.2=bbb&Passwords.member.3=',
      'ccc',
      'length less than or equal to 2',
    ],
  ])('ElastiCache: a value against the rules (%s)', async (_name, member, value, words) => {
    const form = USER.replace(member.startsWith('&UserId') ? '&UserId=a' : '&none', '');
    const answer = await sendForm(endpoint, 'elasticache', `${form}${member}${value}`);
    expect(facts(answer)).toEqual(['InvalidParameterValue', expect.stringContaining(words)]);
    expect(answer.body).not.toContain('ccc');
  });

  test('IAM: AWS’s validation text', async () => {
    const answer = await sendForm(endpoint, 'iam', 'Action=CreateRole&RoleName=r');
    expect(facts(answer)).toEqual([
      'ValidationError',
      "1 validation error detected: Value null at 'assumeRolePolicyDocument' failed to satisfy constraint: Member must not be null",
    ]);
  });

  test('EC2: missing and unknown parameters', async () => {
    const missing = await sendForm(endpoint, 'ec2', 'Action=CreateSecurityGroup&GroupName=x');
    expect(facts(missing)[0]).toBe('MissingParameter');
    const unknown = await sendForm(endpoint, 'ec2', 'Action=AuthorizeSecurityGroupIngress&Foo.1=x');
    expect(facts(unknown)).toEqual(['UnknownParameter', 'The parameter Foo is not recognized']);
  });

  test.each([
    ['elasticache', 'Action=Fly', 'Could not find operation Fly for version 2000-01-01.'],
    ['elasticache', 'Action=CreateUser&Version=1999-01-01', 'for version 1999-01-01.'],
    ['ec2', 'Action=Fly', 'The action Fly is not valid for this web service.'],
  ])('%s: an operation that does not exist (%s)', async (service, form, words) => {
    const answer = await sendForm(endpoint, service, form);
    expect([answer.status, ...facts(answer)]).toEqual([
      400,
      'InvalidAction',
      expect.stringContaining(words),
    ]);
  });

  test('a Query request without an action, or with malformed encoding', async () => {
    expect(facts(await sendForm(endpoint, 'elasticache', 'X=1'))[0]).toBe('MissingAction');
    expect(facts(await sendForm(endpoint, 'elasticache', 'Action=%'))[0]).toBe(
      'MalformedQueryString',
    );
  });

  test.each([
    ['not JSON', '{', 'SerializationException'],
    ['not an object', '[]', 'SerializationException'],
    ['a member of another type', '{"logGroupName":1}', 'SerializationException'],
    ['an unknown member', '{"logGroupName":"a","colour":"red"}', 'InvalidParameterException'],
    ['an inherited name', '{"logGroupName":"a","__proto__":{"x":1}}', 'InvalidParameterException'],
    ['a missing member', '{}', 'InvalidParameterException'],
    ['null for a required member', '{"logGroupName":null}', 'InvalidParameterException'],
  ])('CloudWatch Logs: %s', async (_name, body, code) => {
    const answer = await sendLogs('CreateLogGroup', body);
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([400, { __type: code }]);
  });

  test('CloudWatch Logs: an unknown target', async () => {
    const answer = await sendLogs('Fly', '{}');
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([
      400,
      { __type: 'UnknownOperationException' },
    ]);
  });

  const complete = { FunctionName: 'f', Role: 'r', Code: {} };

  test.each([
    ['a missing member', {}, 'ValidationException'],
    ['an unknown member', { ...complete, Colour: 'red' }, 'ValidationException'],
    ['a wrong type', { ...complete, Timeout: 'long' }, 'SerializationException'],
    ['a value above the maximum', { ...complete, Timeout: 901 }, 'ValidationException'],
    ['a value outside the enum', { ...complete, Runtime: 'x' }, 'InvalidParameterValueException'],
    ['base64 that is none', { ...complete, Code: { ZipFile: '***' } }, 'SerializationException'],
  ])('Lambda: %s', async (_name, body, code) => {
    const answer = await createFunction(JSON.stringify(body));
    expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([400, code]);
  });

  test('Lambda: a body that is not JSON', async () => {
    const answer = await createFunction('{"FunctionName":');
    expect(answer.headers['x-amzn-errortype']).toBe('InvalidRequestContentException');
  });

  test('Lambda: a path member in the body', async () => {
    const raw = { method: 'PUT', path: '/2015-03-31/functions/f/configuration' };
    const right = await send({ ...raw, body: '{"Timeout":3}' }, 'lambda');
    expect(right.status).toBe(200);
    const wrong = await send({ ...raw, body: '{"FunctionName":"other"}' }, 'lambda');
    expect(wrong.headers['x-amzn-errortype']).toBe('ValidationException');
  });

  test('Lambda: unknown paths, methods and query parameters', async () => {
    const path = await send({ method: 'GET', path: '/2015-03-31/rockets' }, 'lambda');
    expect(path.status).toBe(404);
    const method = await send({ method: 'PATCH', path: '/2015-03-31/functions' }, 'lambda');
    expect(method.status).toBe(404);
    const query = await send({ method: 'GET', path: '/2015-03-31/functions?Fly=1' }, 'lambda');
    expect(query.headers['x-amzn-errortype']).toBe('ValidationException');
    const number = await send(
      { method: 'GET', path: '/2015-03-31/functions?MaxItems=x' },
      'lambda',
    );
    expect(number.headers['x-amzn-errortype']).toBe('SerializationException');
    const slash = await send({ method: 'GET', path: '/2015-03-31/functions/' }, 'lambda');
    expect(slash.status).toBe(200);
  });
});
