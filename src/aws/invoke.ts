import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { AwsClients } from './clients.js';

/** The result of one invocation. */
export interface Invocation {
  readonly statusCode: number;
  /** Not null when the function failed: the status is 200 then, too (F6.12). */
  readonly functionError: string | null;
  /** The function's answer: parsed JSON, or text when it is not JSON. */
  readonly payload: unknown;
  /** The function's answer as text. */
  readonly payloadText: string;
  /** The lines of the last 4 KB of the log (F6.12). */
  readonly log: readonly string[];
  /** The number of calls that the SDK made; more than one when Lambda throttled it. */
  readonly attempts: number;
  /** Milliseconds from the request to the head of the answer, summed over all attempts. */
  readonly serviceMs: number;
}

/** Invokes the function and returns its answer and the tail of its log. */
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

/** Returns the `errorType` of a failed function's payload. */
export function toErrorType(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { errorType } = payload as { errorType?: unknown };
  return typeof errorType === 'string' ? errorType : undefined;
}
