import { encodeStrictly } from '../../wire/percent-encoding.js';
import { isSameSecret, signCanonicalRequest, toSha256 } from '../../wire/sigv4.js';

/** The parts of a token. Only its form has been checked. */
export interface TokenText {
  readonly host: string;
  readonly path: string;
  /** Decoded values by decoded name. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** The form that a text must have to be a token. */
export interface BrokenForm {
  readonly rule: 'token-format' | 'token-parameter';
  readonly detail: string;
}

/** The parameters of a presigned `connect` URL (F4.1). */
const SIGNED = ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature'];
const REQUIRED = ['Action', 'User', ...SIGNED.map((name) => `X-Amz-${name}`)];
/** Parameters that `verifyToken` checks by separate rules when they are missing. */
const OPTIONAL = ['ResourceType', 'X-Amz-Security-Token'];

const EMPTY_BODY = toSha256('');

/** Parses a token, `cache-name/?Action=connect&…`. */
export function parseToken(token: string): TokenText | BrokenForm {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(token)) {
    return refuse('token-format', 'The token must not begin with a scheme such as https://.');
  }
  const [, host, path, query] = /^([^/?#]*)(\/[^?#]*)\?([^?#]*)$/.exec(token) ?? [];
  if (host === undefined || path === undefined || query === undefined) {
    return refuse('token-format', 'The password is not an IAM authentication token.');
  }
  const parameters = new Map<string, string>();
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = decode(equals < 0 ? '' : pair.slice(equals + 1));
    if (name === undefined || value === undefined) {
      return refuse(
        'token-format',
        'The token has a percent sign that does not encode a character.',
      );
    }
    if (!REQUIRED.includes(name) && !OPTIONAL.includes(name)) {
      return refuse('token-parameter', `A token must not have the parameter ${quote(name)}.`);
    }
    if (parameters.has(name)) {
      return refuse('token-parameter', `The token has the parameter ${name} twice.`);
    }
    parameters.set(name, value);
  }
  const missing = REQUIRED.find((name) => !parameters.has(name));
  if (missing) return refuse('token-parameter', `The token has no parameter ${missing}.`);
  return { host, path, parameters };
}

/** Finds the access key id in a token, even in an invalid one. */
export function findAccessKeyId(token: string): string | undefined {
  const credential = /[?&]X-Amz-Credential=([^&]*)/.exec(token)?.[1];
  return credential === undefined ? undefined : decode(credential)?.split('/')[0];
}

/** Whether this secret key made the token's SigV4 signature. */
export function isSignedWith(text: TokenText, secretAccessKey: string): boolean {
  const { parameters } = text;
  const [, date = '', region = '', service = ''] = (parameters.get('X-Amz-Credential') ?? '').split(
    '/',
  );
  const request = [
    'GET',
    text.path,
    toCanonicalQuery(parameters),
    `host:${text.host}\n`,
    'host',
    EMPTY_BODY,
  ].join('\n');
  const signature = signCanonicalRequest(request, {
    scope: { date, region, service },
    time: parameters.get('X-Amz-Date') ?? '',
    secretAccessKey,
  });
  return isSameSecret(signature, parameters.get('X-Amz-Signature') ?? '');
}

/** Makes a client's text safe for a log line: quoted, short, on one line, and never a token. */
export function quote(text: string): string {
  if (/X-Amz-|Action=connect/i.test(text)) return '"(a token)"';
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text);
}

function refuse(rule: BrokenForm['rule'], detail: string): BrokenForm {
  return { rule, detail };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function toCanonicalQuery(parameters: ReadonlyMap<string, string>): string {
  return [...parameters]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .sort()
    .join('&');
}
