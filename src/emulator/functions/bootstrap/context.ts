import type { NextInvocation } from './runtime-client.js';
import { readMachineClock } from './shifted-date.js';

/** Creates the handler's second argument, with the members that both generations of the runtime share. */
export function createContext({ headers, requestId }: NextInvocation): Record<string, unknown> {
  const { env } = process;
  const deadlineMs = Number(headers['lambda-runtime-deadline-ms']);
  const trace = headers['lambda-runtime-trace-id'];
  if (trace === undefined) delete env['_X_AMZN_TRACE_ID'];
  else env['_X_AMZN_TRACE_ID'] = String(trace);
  return {
    functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
    functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
    clientContext: parseJson(headers['lambda-runtime-client-context']),
    identity: parseJson(headers['lambda-runtime-cognito-identity']),
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: requestId,
    tenantId: headers['lambda-runtime-aws-tenant-id'],
    // The deadline is in the machine's time, even when the function's clock differs.
    getRemainingTimeInMillis: () => deadlineMs - readMachineClock(),
  };
}

function parseJson(header: string | string[] | undefined): unknown {
  return typeof header === 'string' && header !== '' ? JSON.parse(header) : undefined;
}
