import { type AwsErrorFacts, LabError } from '../errors.js';
import { findQuota, toQuotaHint, toQuotaText } from './quotas.js';

/** Which call an error came from; the SDK's errors do not say. */
interface CallFacts {
  readonly service: string;
  readonly operation: string;
}

const callOfError = new WeakMap<object, CallFacts>();

/** Remembers the call that an error came from (clients.ts does this for each call). */
export function noteCallOfError(error: unknown, call: CallFacts): void {
  if (typeof error === 'object' && error !== null) callOfError.set(error, call);
}

/** The shape of what the SDK throws. */
interface SdkError extends Error {
  readonly Code?: string;
  readonly code?: string;
  readonly $metadata?: { readonly requestId?: string; readonly httpStatusCode?: number };
  readonly $fault?: string;
}

/** AWS's name of an error: the shape's (`UserNotFoundFault`), else the wire code. */
export function toErrorName(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** Whether AWS answered with one of these errors (names of shapes or wire codes). */
export function isAwsError(error: unknown, ...names: readonly string[]): boolean {
  if (!(error instanceof Error)) return false;
  return names.includes(error.name) || names.includes((error as SdkError).Code ?? '');
}

/** The SDK does not export one list of what "not found" is called. */
export function isNotFound(error: unknown): boolean {
  return isAwsError(
    error,
    'ServerlessCacheNotFoundFault',
    'UserNotFoundFault',
    'UserGroupNotFoundFault',
    'NoSuchEntityException',
    'ResourceNotFoundException',
  );
}

const DENIED = ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'];
const REFUSED = [
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'AuthFailure',
];
const THROTTLED = [
  'Throttling',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
];
const UNREACHABLE = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
];

/** Whether nobody answered: no network, no such host, nobody listens, or no answer in time. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as SdkError;
  // The SDK names a connection that was cut off (ECONNRESET, EPIPE) the same way: that one passes.
  return code === undefined ? error.name === 'TimeoutError' : UNREACHABLE.includes(code);
}

/** Whether a server answered that does not speak as AWS does. */
export function isStranger(error: unknown): boolean {
  return error instanceof Error && findStranger(error) !== undefined;
}

/** An error of AWS or of the way to it, as one that we show; what we do not expect stays as it is. */
export function toLabError(error: unknown, resource?: string): unknown {
  if (error instanceof LabError || !(error instanceof Error)) return error;
  const aws = toFacts(error as SdkError);
  const options = { cause: error, aws, ...(resource !== undefined && { resource }) };
  const { name } = error;
  const said = toSentence(withoutRequest(error.message) || name);
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return new LabError(
      'CREDENTIALS_MISSING',
      `There are no usable AWS credentials: ${said}`,
      options,
    );
  }
  if (name === 'IamAuth.CredentialsExpired') {
    return new LabError('CREDENTIALS_REFUSED', said, options);
  }
  if (UNREACHABLE.includes((error as SdkError).code ?? '') || name === 'TimeoutError') {
    const where = aws?.service ? `${aws.service} (${aws.operation})` : 'AWS';
    return new LabError('ENDPOINT_UNREACHABLE', `${where} cannot be reached: ${said}`, options);
  }
  if (!aws?.operation) return error;
  const stranger = findStranger(error);
  if (stranger) {
    const message = `${aws.service} (${aws.operation}) was not answered by AWS: ${stranger}.`;
    return new LabError('ENDPOINT_UNREACHABLE', message, { ...options, hint: STRANGER_HINT });
  }
  if (name === 'LocalEndpointFailure') return new LabError('LOCAL_FAILED', said, options);
  if (DENIED.includes(name)) {
    return new LabError('ACCESS_DENIED', `${aws.operation} is not allowed: ${said}`, options);
  }
  if (REFUSED.includes(name)) {
    return new LabError('CREDENTIALS_REFUSED', `AWS refused the credentials: ${said}`, options);
  }
  if (THROTTLED.includes(name))
    return new LabError('THROTTLED', `AWS throttled ${aws.operation}: ${said}`, options);
  if (/Quota|LimitExceeded|LimitReached|StorageExceeded/.test(name)) {
    const quota = findQuota(name, error.message);
    return new LabError(
      'QUOTA_EXCEEDED',
      `${aws.operation}: ${said}${quota ? ` ${toQuotaText(quota)}` : ''}`,
      { ...options, hint: quota && toQuotaHint(quota) },
    );
  }
  if (name === 'ServiceLinkedRoleNotFoundFault') {
    return new LabError('AWS_ERROR', `${aws.operation} failed: ${said}`, {
      ...options,
      hint: 'Make the role that ElastiCache itself needs, once for the account: `aws iam create-service-linked-role --aws-service-name elasticache.amazonaws.com`; then run the same command again.',
    });
  }
  return new LabError('AWS_ERROR', `${aws.operation} failed: ${said}`, options);
}

const STRANGER_HINT =
  'Check AWS_ENDPOINT_URL, the profile’s endpoint_url, and whether a proxy or a sign-in page stands between; then run the same command again.';

/** What speaks at the address instead of AWS, in words; undefined when it is AWS, or nobody. */
function findStranger(error: SdkError): string | undefined {
  if (error.code === 'EPROTO' || /^ERR_SSL/.test(error.code ?? '')) {
    return 'what is there does not speak TLS (is it http:// instead of https://?)';
  }
  if (/^HPE_/.test(error.code ?? '')) return 'what is there does not speak HTTP';
  // The SDK's parsers: a page, or nothing like the service's protocol.
  const isUnreadable =
    error instanceof SyntaxError || /XML parse error|Deserialization error/.test(error.message);
  if (!isUnreadable) return undefined;
  const status = error.$metadata?.httpStatusCode;
  return `the answer${status ? ` (HTTP ${status})` : ''} is not one of its, but a page or something else`;
}

function toFacts(error: SdkError): AwsErrorFacts | undefined {
  const call = callOfError.get(error);
  if (!call && !error.$metadata) return undefined;
  return {
    service: call?.service ?? null,
    operation: call?.operation ?? null,
    code: error.Code ?? error.code ?? error.name ?? null,
    requestId: error.$metadata?.requestId ?? null,
  };
}

/**
 * AWS's words without what it repeats of the request: a wrong signature is answered with the canonical
 * string, in which the session token stands (seen in amzn/selling-partner-api-models#1900).
 */
function withoutRequest(text: string): string {
  return text.replace(/\s*The Canonical String for this request should have been[\s\S]*$/, '');
}

function toSentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
