import { type AwsErrorFacts, LabError } from '../errors.js';
import { isAwsHost } from './aws-host.js';
import { findDenialHint } from './denial-hint.js';
import { ProxyError } from './proxy-error.js';
import { findQuota, toQuotaHint, toQuotaText } from './quotas.js';

/** The call that an error came from. The SDK's errors do not name it. */
interface CallFacts {
  readonly service: string;
  readonly operation: string;
  /** Where the request went, such as `https://iam.amazonaws.com`. */
  readonly origin?: string | undefined;
}

const callOfError = new WeakMap<object, CallFacts>();

/** Remembers the call that an error came from. */
export function noteCallOfError(error: unknown, call: CallFacts): void {
  if (typeof error === 'object' && error !== null) callOfError.set(error, call);
}

/** An error that the SDK throws. */
interface SdkError extends Error {
  readonly Code?: string;
  readonly code?: string;
  readonly $metadata?: { readonly requestId?: string; readonly httpStatusCode?: number };
  readonly $fault?: string;
}

/**
 * Whether AWS answered with one of these errors, by the name of the shape or by the wire code (F9.1). The two differ in their
 * endings, and so do the models of similar errors, so the endings do not count.
 */
export function isAwsError(error: unknown, ...names: readonly string[]): boolean {
  if (!(error instanceof Error)) return false;
  const found = [error.name, (error as SdkError).Code ?? ''].map(toStem);
  return names.some((name) => found.includes(toStem(name)));
}

function toStem(name: string): string {
  return name.replace(/(Fault|Exception)$/, '');
}

/** Whether AWS answered that a resource does not exist. The SDK exports no list of these errors. */
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

/** Runs a call. Returns undefined when AWS answers that the resource does not exist. */
export async function ifFound<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
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

/** Whether no answer came: no network, no such host, no listener, or no answer in time. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof ProxyError) return true;
  const { code } = error as SdkError;
  // The SDK also calls a cut connection (ECONNRESET, EPIPE) a TimeoutError. A retry can help there.
  return code === undefined ? error.name === 'TimeoutError' : UNREACHABLE.includes(code);
}

/** Whether a policy does not allow the call. */
export function isDenied(error: unknown): boolean {
  return isAwsError(error, ...DENIED);
}

/**
 * Whether AWS refused a call because of the resource: its state, or that AWS does not find it yet. Names of these errors differ
 * (F1.5, F1.14); those about the caller, the network and too many calls are known.
 */
export function isAboutResource(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { httpStatusCode = 0 } = (error as SdkError).$metadata ?? {};
  const isRefusal = httpStatusCode >= 400 && httpStatusCode < 500;
  return isRefusal && !isAwsError(error, ...DENIED, ...REFUSED, ...THROTTLED);
}

/** Whether a server other than AWS answered. */
export function isStranger(error: unknown): boolean {
  return error instanceof Error && findStranger(error) !== undefined;
}

/** Turns an error of AWS, or of the connection to AWS, into a LabError. Returns any other error unchanged. */
export function toLabError(error: unknown, resource?: string): unknown {
  if (error instanceof LabError || !(error instanceof Error)) return error;
  const aws = toFacts(error as SdkError);
  const options = { cause: error, aws, ...(resource !== undefined && { resource }) };
  const { name } = error;
  const said = toSentence(withoutRequest(error.message) || name);
  if (error instanceof ProxyError) {
    return new LabError('PROXY_FAILED', said, { ...options, hint: error.hint });
  }
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
  if (UNTRUSTED.test((error as SdkError).code ?? '')) {
    const message = `This machine does not trust the certificate of ${aws.service} (${aws.operation}): ${said}`;
    return new LabError('ENDPOINT_UNREACHABLE', message, { ...options, hint: UNTRUSTED_HINT });
  }
  const stranger = findStranger(error);
  if (stranger) {
    const { origin = 'its address' } = callOfError.get(error) ?? {};
    const message = `${aws.service} (${aws.operation}) at ${origin} was not answered by AWS: ${stranger}.`;
    const hint = isAwsHost(origin) ? STRANGER_HINT : EMULATOR_HINT;
    return new LabError('ENDPOINT_UNREACHABLE', message, { ...options, hint });
  }
  if (name === 'LocalEndpointFailure') return new LabError('LOCAL_FAILED', said, options);
  if (DENIED.includes(name)) {
    const hint = findDenialHint(said);
    return new LabError('ACCESS_DENIED', `${aws.operation} is not allowed: ${said}`, {
      ...options,
      hint,
    });
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
      // The first use in an account creates the role (F7.7).
      hint: 'ElastiCache needs its service-linked role, once for each account. Create it with `aws iam create-service-linked-role --aws-service-name elasticache.amazonaws.com`; then run the same command again.',
    });
  }
  return new LabError('AWS_ERROR', `${aws.operation} failed: ${said}`, options);
}

/** OpenSSL's codes for certificates that no known authority signed. */
const UNTRUSTED = /SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER_CERT|VERIFY_LEAF_SIGNATURE)/;

const UNTRUSTED_HINT =
  'A proxy that inspects TLS shows its own certificate: set NODE_EXTRA_CA_CERTS to the file with your organization’s authority (PEM), then run the same command again.';

const STRANGER_HINT =
  'Check AWS_ENDPOINT_URL, the profile’s endpoint_url, and whether a proxy or a sign-in page is in between; then run the same command again.';

const EMULATOR_HINT =
  'Other emulators of AWS do not serve serverless caches. Remove AWS_ENDPOINT_URL (also from the profile: endpoint_url) to use AWS, or use the local endpoint of this program: `--local`.';

/** Codes and statuses with which a server says that it does not have a call. AWS has all of the program's calls. */
const NOT_SERVED = ['InvalidAction', 'NotImplemented', 'UnknownOperationException'];

/** Describes the server that answered instead of AWS; undefined when AWS answered, or when no answer came. */
function findStranger(error: SdkError): string | undefined {
  if (error.code === 'EPROTO' || /^ERR_SSL/.test(error.code ?? '')) {
    return 'the server does not speak TLS (is it http:// instead of https://?)';
  }
  if (/^HPE_/.test(error.code ?? '')) return 'the server does not speak HTTP';
  const status = error.$metadata?.httpStatusCode;
  if (status === 501 || isAwsError(error, ...NOT_SERVED)) {
    return `the server does not have this call (HTTP ${status}, ${error.Code ?? error.name})`;
  }
  // The SDK's parsers fail on most web pages and on any other protocol. Some pages are XML, but without AWS's error code.
  const isUnreadable =
    error instanceof SyntaxError ||
    /XML parse error|Deserialization error/.test(error.message) ||
    (error.name === 'Unknown' && error.$metadata?.requestId === undefined);
  if (!isUnreadable) return undefined;
  return `the answer${status ? ` (HTTP ${status})` : ''} is a web page or another protocol`;
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
 * Removes the request that AWS repeats in its message. The answer to a wrong signature contains the canonical string, and
 * that contains the session token (seen in amzn/selling-partner-api-models#1900).
 */
function withoutRequest(text: string): string {
  return text.replace(/\s*The Canonical String for this request should have been[\s\S]*$/, '');
}

function toSentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
