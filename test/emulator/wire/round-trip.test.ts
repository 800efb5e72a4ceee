import * as logsSdk from '@aws-sdk/client-cloudwatch-logs';
import * as ec2Sdk from '@aws-sdk/client-ec2';
import * as elasticacheSdk from '@aws-sdk/client-elasticache';
import * as iamSdk from '@aws-sdk/client-iam';
import * as lambdaSdk from '@aws-sdk/client-lambda';
import * as stsSdk from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { services } from '../../../src/emulator/services/index.js';
import { getInputSchema, getOutputSchema } from '../../../src/emulator/wire/schema.js';
import type { ServiceModel } from '../../../src/emulator/wire/service-model.js';
import { startEndpoint, type TestEndpoint } from '../support/endpoint.js';
import { createSample, createSampleSource } from '../support/schema-samples.js';

interface Client {
  send(command: unknown): Promise<Record<string, unknown>>;
  destroy(): void;
}
type Sdk = Record<string, new (input: unknown) => unknown>;

const SDKS: Record<string, { sdk: unknown; client: string }> = {
  EC2: { sdk: ec2Sdk, client: 'EC2Client' },
  STS: { sdk: stsSdk, client: 'STSClient' },
  ElastiCache: { sdk: elasticacheSdk, client: 'ElastiCacheClient' },
  IAM: { sdk: iamSdk, client: 'IAMClient' },
  Lambda: { sdk: lambdaSdk, client: 'LambdaClient' },
  'CloudWatch Logs': { sdk: logsSdk, client: 'CloudWatchLogsClient' },
};
const SAMPLES = 4;

/** The same operations, with a function that records its input and returns what the test sets. */
function toEcho(model: ServiceModel, seen: object[], answers: (object | undefined)[]) {
  const operations = model.operations.map((operation) => ({
    ...operation,
    run: (input: object) => {
      seen.push(input);
      return answers.shift();
    },
  }));
  return { ...model, rules: {}, operations };
}

describe.each(services.map((model) => [model.serviceId, model] as const))('%s', (name, model) => {
  const seen: object[] = [];
  const answers: (object | undefined)[] = [];
  let endpoint: TestEndpoint;
  let client: Client;
  const sdk = SDKS[name]?.sdk as Sdk;
  beforeAll(async () => {
    endpoint = await startEndpoint({ services: [toEcho(model, seen, answers)] });
    const Client = sdk[SDKS[name]?.client ?? ''] as unknown as new (config: object) => Client;
    client = new Client(endpoint.config);
  });
  afterAll(async () => {
    client.destroy();
    await endpoint.close();
  });

  test.each(model.operations.map((operation) => [operation.name, operation] as const))(
    '%s carries every member of its input and output through the real client unchanged',
    async (operationName, { schema }) => {
      const Command = sdk[`${operationName}Command`] as Sdk[string];
      for (let seed = 1; seed <= SAMPLES; seed += 1) {
        const source = createSampleSource(seed * 7919);
        const input = createSample(getInputSchema(schema), source) ?? {};
        const output = createSample(getOutputSchema(schema), source) as object | undefined;
        answers.push(output);

        const { $metadata, ...answer } = await client.send(new Command(input));

        expect(seen.pop()).toEqual(input);
        expect(toPlain(answer)).toEqual(toPlain(output ?? {}));
        expect($metadata).toMatchObject({ requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
      }
    },
  );
});

/** Copies bytes, because the SDK's byte arrays have extra methods. */
function toPlain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item)]));
}
