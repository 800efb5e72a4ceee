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
}

/** Invokes the function and waits for its answer and the tail of its log. */
export async function invokeFunction(
  aws: AwsClients,
  name: string,
  payload: string | undefined,
): Promise<Invocation> {
  const client = await aws.lambda();
  const answer = await client.send(
    new InvokeCommand({
      FunctionName: name,
      LogType: 'Tail',
      ...(payload !== undefined && { Payload: Buffer.from(payload) }),
    }),
  );
  const payloadText = Buffer.from(answer.Payload ?? []).toString('utf8');
  const log = Buffer.from(answer.LogResult ?? '', 'base64').toString('utf8');
  return {
    statusCode: answer.StatusCode ?? 0,
    functionError: answer.FunctionError ?? null,
    payload: parse(payloadText),
    payloadText,
    log: log.split('\n').filter((line) => line.trim() !== ''),
    attempts: answer.$metadata.attempts ?? 1,
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
