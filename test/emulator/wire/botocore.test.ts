import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { services } from '../../../src/emulator/services/index.js';
import { fault } from '../../../src/emulator/wire/fault.js';
import { getInputSchema, getOutputSchema } from '../../../src/emulator/wire/schema.js';
import type { ServedOperation, ServiceModel } from '../../../src/emulator/wire/service-model.js';
import { findProblem } from '../../support/programs.js';
import { startEndpoint, type TestEndpoint } from '../support/endpoint.js';
import { createSample, createSampleSource } from '../support/schema-samples.js';

const SCRIPT = join(import.meta.dirname, 'botocore_client.py');
const SAMPLES = 2;
const REQUEST_ID = expect.stringMatching(/^[0-9a-f-]{36}$/);

/** What a service answers when a required member is missing (common errors in its user guide). */
const MISSING: Readonly<Record<string, string>> = {
  EC2: 'MissingParameter',
  ElastiCache: 'MissingParameter',
  IAM: 'ValidationError',
  STS: 'ValidationError',
  Lambda: 'ValidationException',
  'CloudWatch Logs': 'InvalidParameterException',
};

/** The parts of an operation in botocore's model. */
interface Facts {
  readonly required: readonly string[];
  readonly errors: Readonly<Record<string, { readonly code: string; readonly status: number }>>;
}

interface Call {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly output?: unknown;
  /** What the operation does when it is called. */
  readonly run?: () => object | undefined;
}

const problem = await findProblem('python3', '-c', 'import botocore');
if (problem) process.stderr.write(`Skipped: ${problem}\n`);
const botocore = problem ? undefined : startBotocore();
afterAll(() => botocore?.close());

/** Sends a request to botocore and returns its answer. */
async function python(request: object): Promise<unknown> {
  if (!botocore) throw new Error(problem);
  return botocore.ask(request);
}

describe.skipIf(problem).each(services.map((model) => [model.serviceId, model] as const))(
  'botocore and %s',
  (serviceId, model) => {
    const service = model.signingName;
    let facts: readonly Facts[];
    let endpoint: TestEndpoint;
    const seen: object[] = [];
    let runs: (() => object | undefined)[] = [];
    beforeAll(async () => {
      const operations = model.operations.map(({ name }) => ({ service, operation: name }));
      facts = (await python({ operations })) as Facts[];
      endpoint = await startEndpoint({ services: [toEcho(model)] });
    });
    afterAll(() => endpoint.close());

    /** The same operations and rules, with behaviour that the test sets. */
    const toEcho = (real: ServiceModel): ServiceModel => ({
      ...real,
      rules: {},
      operations: real.operations.map((operation) => ({
        ...operation,
        run: (input: object) => {
          seen.push(input);
          return runs.shift()?.();
        },
      })),
    });
    const callAll = (calls: readonly Call[]) => {
      seen.length = 0;
      runs = calls.flatMap(({ run }) => run ?? []);
      return python({ ...endpoint.config.credentials, endpoint: endpoint.endpoint, calls });
    };
    const each = <T>(make: (operation: ServedOperation, facts: Facts) => readonly T[]) =>
      model.operations.flatMap((operation, index) => {
        const found = facts[index];
        return found ? make(operation, found) : [];
      });

    test('transport every member of every operation in both directions', async () => {
      const calls = each(({ name, schema }) =>
        Array.from({ length: SAMPLES }, (_, sample) => {
          const source = createSampleSource((sample + 1) * 104_729);
          const input = createSample(getInputSchema(schema), source) ?? {};
          const output = createSample(getOutputSchema(schema), source) as object | undefined;
          return {
            ...{ service, operation: name, run: () => output },
            ...{ input: toJson(input), output: toJson(output ?? {}) },
          };
        }),
      );

      const results = (await callAll(calls)) as {
        input: object;
        output: object;
        expected: object;
      }[];

      expect(results).toEqual(
        results.map(({ input, expected }) => ({
          ...{ input, expected, output: expected, requestId: REQUEST_ID },
        })),
      );
      expect(seen.map(toJson)).toEqual(results.map(({ input }) => input));
    });

    test('agree on every error that an operation can return', async ({ skip }) => {
      const calls = each(({ name, schema }, { errors }) =>
        Object.entries(errors).map(([shape, { code, status }]) => ({
          ...{ service, operation: name, code, status },
          input: toJson(createSample(getInputSchema(schema), createSampleSource(7)) ?? {}),
          run: () => {
            throw fault(shape, 'Not today.');
          },
        })),
      );

      skip(calls.length === 0, 'AWS models no errors of this service');
      expect(await callAll(calls)).toEqual(
        calls.map(({ code, status }) => ({
          ...{ code, status, known: true, message: 'Not today.', requestId: REQUEST_ID },
        })),
      );
    });

    test('agree on the required members: without one, the call is refused', async () => {
      const calls = each((operation, { required }) => {
        const { name, schema } = operation;
        const input = (createSample(getInputSchema(schema), createSampleSource(11)) ??
          {}) as object;
        // A member in the path cannot be missing: that would be another path.
        return required
          .filter((member) => !isInPath(operation, member))
          .map((member) => ({
            ...{ service, operation: name, member },
            input: toJson({ ...input, [member]: undefined }),
          }));
      });

      const codes = ((await callAll(calls)) as { code?: string }[]).map(({ code }) => code);

      expect(codes).toEqual(calls.map(() => MISSING[serviceId]));
      expect(seen).toEqual([]);
    });
  },
);

/** Starts one process for all requests, because loading botocore and its models takes a second. */
function startBotocore() {
  const child = spawn('python3', [SCRIPT], {
    env: { PATH: process.env['PATH'], HOME: tmpdir() },
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(request: object): Promise<unknown> {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`botocore ended: ${errors}`);
      return JSON.parse(value);
    },
    close: () => void child.stdin.end(),
  };
}

/** Converts values that JSON has no type for, as botocore_client.py does. */
function toJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (value instanceof Date) return { $date: value.toISOString() };
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
}

function isInPath({ schema }: ServedOperation, member: string): boolean {
  const input = getInputSchema(schema);
  return input.getMemberSchema(member).getMergedTraits().httpLabel !== undefined;
}
