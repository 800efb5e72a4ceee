/** A token taken apart; nothing of it is checked but its form. */
export interface TokenText {
  readonly host: string;
  readonly path: string;
  /** By name, decoded. */
  readonly parameters: ReadonlyMap<string, string>;
}

export type ParsedToken =
  | { readonly ok: true; readonly text: TokenText }
  | {
      readonly ok: false;
      readonly rule: 'token-format' | 'token-parameter';
      readonly detail: string;
    };

/** What a presigned URL of `connect` has, and nothing else (F4.1). */
const REQUIRED = [
  'Action',
  'User',
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
];
/** Missing, these have rules of their own. */
const OPTIONAL = ['ResourceType', 'X-Amz-Security-Token'];

/** Takes a token, `cache-name/?Action=connect&…`, apart. */
export function parseToken(token: string): ParsedToken {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(token)) {
    return refuse('token-format', 'The token still has its scheme, which must be cut off.');
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
      return refuse('token-format', 'The token has a percent sign that encodes nothing.');
    }
    if (!REQUIRED.includes(name) && !OPTIONAL.includes(name)) {
      return refuse('token-parameter', `A token has no parameter ${quote(name)}.`);
    }
    if (parameters.has(name)) {
      return refuse('token-parameter', `The token has the parameter ${name} twice.`);
    }
    parameters.set(name, value);
  }
  const missing = REQUIRED.find((name) => !parameters.has(name));
  if (missing) return refuse('token-parameter', `The token has no parameter ${missing}.`);
  return { ok: true, text: { host, path, parameters } };
}

/** The access key id in a token, whatever else is wrong with it. */
export function findAccessKeyId(token: string): string | undefined {
  const credential = /[?&]X-Amz-Credential=([^&]*)/.exec(token)?.[1];
  return credential === undefined ? undefined : decode(credential)?.split('/')[0];
}

/** A text of unknown origin for a log line: in quotes, on one line, not long, and no token. */
export function quote(text: string): string {
  if (/X-Amz-|Action=connect/i.test(text)) return '"(a token)"';
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text);
}

function refuse(rule: 'token-format' | 'token-parameter', detail: string): ParsedToken {
  return { ok: false, rule, detail };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
