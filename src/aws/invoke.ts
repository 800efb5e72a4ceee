import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { AwsClients } from './clients.js';

/** One invocation, as Lambda answered it. */
export interface Invocation {
  readonly statusCode: number;
  readonly functionError: string | null;
  /** What the function gave back, parsed; text where it is not JSON. */
  readonly payload: unknown;
  /** The same as it came. */
  readonly payloadText: string;
  /** The last 4 KB of the log. */
  readonly log: readonly string[];
  /** How often the SDK called until Lambda took it: more than once when it was throttled. */
  readonly attempts: number;
  /** Milliseconds from the request to the head of the answer, of all attempts together. */
  readonly serviceMs: number;
}

/** Invokes the function and waits for its answer and the tail of its log. */
export async function invokeFunction(
  aws: AwsClients,
  name: string,
  payload: string | undefined,
): Promise<Invocation> {
  const client = await aws.lambda();
  const command = new InvokeCommand({
    FunctionName: name,
    LogType: 'Tail',
    ...(payload !== undefined && { Payload: Buffer.from(payload) }),
  });
  let serviceMs = 0;
  command.middlewareStack.add(
    (next) => async (args) => {
      const started = performance.now();
      try {
        return await next(args);
      } finally {
        serviceMs += performance.now() - started;
      }
    },
    { step: 'deserialize', name: 'serviceTime', priority: 'low' },
  );
  const answer = await client.send(command);
  const payloadText = Buffer.from(answer.Payload ?? []).toString('utf8');
  const log = Buffer.from(answer.LogResult ?? '', 'base64').toString('utf8');
  return {
    statusCode: answer.StatusCode ?? 0,
    functionError: answer.FunctionError ?? null,
    payload: parse(payloadText),
    payloadText,
    log: log.split('\n').filter((line) => line.trim() !== ''),
    attempts: answer.$metadata.attempts ?? 1,
    serviceMs,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The `errorType` of a failed function's payload. */
export function toErrorType(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { errorType } = payload as { errorType?: unknown };
  return typeof errorType === 'string' ? errorType : undefined;
}
