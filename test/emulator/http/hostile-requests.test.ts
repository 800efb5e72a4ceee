import * as logsSdk from '@aws-sdk/client-cloudwatch-logs';
import * as ec2Sdk from '@aws-sdk/client-ec2';
import * as elasticacheSdk from '@aws-sdk/client-elasticache';
import * as iamSdk from '@aws-sdk/client-iam';
import * as lambdaSdk from '@aws-sdk/client-lambda';
import * as stsSdk from '@aws-sdk/client-sts';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../../src/emulator/index.js';
import { services } from '../../../src/emulator/services/index.js';
import { getInputSchema } from '../../../src/emulator/wire/schema.js';
import { readAwsAnswer } from '../support/aws-answer.js';
import { form, jsonText, lambdaPath } from '../support/hostile-arbitrary.js';
import { type RawRequest, sendRaw, signRequest } from '../support/raw-request.js';
import { toArbitrary } from '../support/schema-arbitrary.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const RUNS = Number(process.env['RUNS'] ?? 200);

interface Client {
  send(command: unknown): Promise<unknown>;
  destroy(): void;
}
type Sdk = Record<string, new (input: unknown) => unknown>;

const CLIENTS: Readonly<Record<string, { sdk: unknown; client: string }>> = {
  EC2: { sdk: ec2Sdk, client: 'EC2Client' },
  STS: { sdk: stsSdk, client: 'STSClient' },
  ElastiCache: { sdk: elasticacheSdk, client: 'ElastiCacheClient' },
  IAM: { sdk: iamSdk, client: 'IAMClient' },
  Lambda: { sdk: lambdaSdk, client: 'LambdaClient' },
  'CloudWatch Logs': { sdk: logsSdk, client: 'CloudWatchLogsClient' },
};

describe('signed requests without meaning', () => {
  let emulator: Emulator;
  const log: string[] = [];
  beforeAll(async () => {
    emulator = await startEmulator({ log: (line) => log.push(line) });
  });
  afterAll(() => emulator.close());
  afterEach(() => {
    expect(log.filter((line) => /unexpectedly|could not be answered/.test(line))).toEqual([]);
  });

  async function send(service: string, raw: Partial<RawRequest>) {
    const target = { port: emulator.port, config: { credentials: emulator.credentials } };
    return readAwsAnswer(await sendRaw(target, await signRequest(target, raw, { service })));
  }

  test('forms are answered, or refused with an AWS error that names the problem', async () => {
    const codes = new Set<string | undefined>();
    await fc.assert(
      fc.asyncProperty(form, async ({ service, body }) => {
        const { status, code } = await send(service, { headers: FORM, body });
        expect(status).toBeLessThan(500);
        codes.add(code);
      }),
      { numRuns: RUNS },
    );

    expect([...codes]).toEqual(
      expect.arrayContaining(['MalformedQueryString', 'InvalidAction', 'UnknownParameter']),
    );
    const good = { headers: FORM, body: 'Action=DescribeUsers&Version=2015-02-02' };
    expect(await send('elasticache', good)).toEqual({ status: 200, code: undefined });
  });

  test('JSON for CloudWatch Logs is answered, or refused with an AWS error', async () => {
    const operations = services.find(({ signingName }) => signingName === 'logs')?.operations ?? [];
    const target = fc
      .constantFrom(...operations.map(({ name }) => name), 'NoSuchOperation', '', 'a.b')
      .map((name) => `Logs_20140328.${name}`);
    const codes = new Set<string | undefined>();
    await fc.assert(
      fc.asyncProperty(target, jsonText, async (name, body) => {
        const { status, code } = await send('logs', { headers: { 'x-amz-target': name }, body });
        expect(status).toBeLessThan(500);
        codes.add(code);
      }),
      { numRuns: RUNS },
    );

    expect([...codes]).toEqual(
      expect.arrayContaining(['SerializationException', 'UnknownOperationException']),
    );
    const good = { headers: { 'x-amz-target': 'Logs_20140328.DescribeLogGroups' }, body: '{}' };
    expect(await send('logs', good)).toEqual({ status: 200, code: undefined });
  });

  test('paths, queries and JSON for Lambda are answered, or refused with an AWS error', async () => {
    const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH');
    const codes = new Set<string | undefined>();
    await fc.assert(
      fc.asyncProperty(method, lambdaPath, jsonText, async (verb, path, body) => {
        const { status, code } = await send('lambda', { method: verb, path, body });
        expect(status).toBeLessThan(500);
        codes.add(code);
      }),
      { numRuns: RUNS },
    );

    expect([...codes]).toEqual(
      expect.arrayContaining(['InvalidSignatureException', 'UnknownOperationException']),
    );
    const good = { method: 'GET', path: '/2015-03-31/functions/', body: '' };
    expect(await send('lambda', good)).toEqual({ status: 200, code: undefined });
  });

  test('an unknown service is refused in the format of the request', async () => {
    const service = fc.constantFrom('s3', 'dynamodb', 'sqs', 'x', 'elasticach', 'constructor');
    const target = fc.constantFrom('DynamoDB_20120810.ListTables', '');
    await fc.assert(
      fc.asyncProperty(
        service,
        target,
        lambdaPath,
        jsonText,
        async (name, operation, path, body) => {
          const headers = { ...(operation && { 'x-amz-target': operation }) };
          const { status, code } = await send(name, { headers, path, body });
          expect([400, 403, 404]).toContain(status);
          // A malformed encoding also breaks the signature.
          expect(['UnknownOperationException', 'InvalidSignatureException']).toContain(code);
        },
      ),
      { numRuns: RUNS },
    );
  });

  test.each(services.map((model) => [model.serviceId, model] as const))(
    '%s: inputs of the right types and of any meaning are answered, or refused with an AWS error',
    async (serviceId, { operations }) => {
      const { sdk, client: name } = CLIENTS[serviceId] ?? { sdk: {}, client: '' };
      const known = sdk as Sdk;
      const Client = known[name] as unknown as new (config: object) => Client;
      const { endpoint, credentials } = emulator;
      const client = new Client({ endpoint, credentials, region: 'us-east-1', maxAttempts: 1 });
      const call = fc.constantFrom(...operations).chain(({ name: operation, schema }) =>
        toArbitrary(getInputSchema(schema)).map((input) => ({
          operation,
          input: input as object,
        })),
      );
      const outcomes = new Set<string>();
      await fc.assert(
        fc.asyncProperty(call, async ({ operation, input }) => {
          const Command = known[`${operation}Command`] as Sdk[string];
          const failure = await client.send(new Command(input)).then(
            () => undefined,
            (error: Error) => error,
          );
          outcomes.add(failure ? readOutcome(failure) : 'answered');
        }),
        { numRuns: RUNS },
      );
      client.destroy();
      outcomes.delete(NOT_SENT);
      expect(outcomes.size).toBeGreaterThan(1);
    },
  );
});

const NOT_SENT = 'not sent';

/** Returns the code of the endpoint's error, or that the client refused the input and sent nothing. */
function readOutcome(error: Error): string {
  if (!('$metadata' in error)) {
    expect(error.message).toMatch(/HTTP label|Invalid character in header|non-null value/i);
    return NOT_SENT;
  }
  expect(error).toMatchObject({
    // The client reports Error and UnknownError if an answer has no code.
    name: expect.not.stringMatching(/^(Unknown)?Error$/),
    $fault: 'client',
    $metadata: { requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  });
  return error.name;
}
