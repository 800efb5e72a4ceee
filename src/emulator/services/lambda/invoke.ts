import type { InvocationRequest, InvocationResponse } from '@aws-sdk/client-lambda';
import type { LambdaFunction } from '../../state/lambda.js';
import { type Invocation, LOG_TAIL_BYTES } from '../../state/ports.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { wake } from './idle.js';
import { findFunction, requireNoUpdate, requireUsable } from './names.js';

/** Payload limits in bytes: 6 MB if the caller waits, 1 MB if not (AWS: gettingstarted-limits, autumn 2025). */
const LIMIT_BYTES = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 };

/** Invokes a function and waits for its answer. `Event` only queues the call, `DryRun` only checks it (F6.12). */
export async function invoke(
  input: InvocationRequest,
  context: OperationContext,
): Promise<InvocationResponse> {
  const type = input.InvocationType ?? 'RequestResponse';
  const fn = findFunction(input.FunctionName ?? '', input.Qualifier, context);
  const payload = readPayload(input.Payload, type);
  requireUsable(fn);
  if (fn.lifecycle.status === 'Inactive') {
    wake(fn, context);
    throw fault(
      'ResourceNotReadyException',
      'The function is inactive and its VPC connection is no longer available. Wait for the VPC connection to reestablish and try again.',
    );
  }
  refuseEarlyCall(fn, context);
  const invocation: Invocation = {
    payload,
    requestId: context.requestId,
    clientContext: readClientContext(input.ClientContext),
  };
  if (type === 'DryRun') return { StatusCode: 204, ExecutedVersion: '$LATEST' };
  fn.usedAtMs = context.clock.now();
  if (type === 'Event') {
    context.functions.enqueue(fn, invocation);
    return { StatusCode: 202 };
  }
  const result = await context.functions.invoke(fn.serving ?? fn, invocation);
  return {
    StatusCode: 200,
    FunctionError: result.functionError,
    LogResult: input.LogType === 'Tail' ? toLogTail(result.log) : undefined,
    Payload: result.payload,
    ExecutedVersion: '$LATEST',
  };
}

/** Throws while Lambda may not be ready to run the function. */
function refuseEarlyCall(fn: LambdaFunction, { aws, clock }: OperationContext): void {
  if (clock.now() < (fn.invocableAtMs ?? 0)) {
    throw fault(
      'ENINotReadyException',
      "Lambda couldn't invoke the function because its elastic network interface is not ready. Wait a few moments and try the request again.",
    );
  }
  if (aws.assumes('invoke-during-update', 'refused')) requireNoUpdate(fn);
}

/** Checks size and JSON syntax of a payload. An empty payload becomes `{}`. */
function readPayload(payload: Uint8Array | undefined, type: keyof typeof LIMIT_BYTES): Uint8Array {
  if (!payload || payload.byteLength === 0) return Buffer.from('{}');
  if (payload.byteLength > LIMIT_BYTES[type]) {
    throw fault(
      'RequestTooLargeException',
      `${payload.byteLength} byte payload is too large for the ${type} invocation type (limit ${LIMIT_BYTES[type]} bytes)`,
    );
  }
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    throw fault(
      'InvalidRequestContentException',
      'Could not parse request body into json: Could not parse payload into json',
    );
  }
  return payload;
}

/** Decodes the client context: JSON in base64, at most 3,583 bytes (AWS: Invoke). */
function readClientContext(base64: string | undefined): string | undefined {
  if (base64 === undefined) return undefined;
  const json = Buffer.from(base64, 'base64').toString('utf8');
  try {
    JSON.parse(json);
  } catch {
    throw fault(
      'InvalidRequestContentException',
      'Client context must be a valid Base64-encoded JSON object.',
    );
  }
  return json;
}

function toLogTail(log: string): string {
  return Buffer.from(log).subarray(-LOG_TAIL_BYTES).toString('base64');
}
