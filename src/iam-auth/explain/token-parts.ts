import { type Finding, fails, holds } from './finding.js';
import { quote } from './redact.js';

/** A token taken apart, as far as it can be. */
export interface TokenParts {
  readonly host: string;
  readonly path: string;
  /** Decoded; of a parameter that is there twice, the first. */
  readonly parameters: ReadonlyMap<string, string>;
}

export interface ReadToken {
  /** `undefined`: it is no token at all. */
  readonly parts: TokenParts | undefined;
  readonly findings: readonly Finding[];
}

/** What a presigned `connect` has and nothing else (AUTH-IAM in the ElastiCache guide). */
const NEEDED: readonly string[] = [
  'Action',
  'User',
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
];
/** Where they are missing and should not, rules of their own say so. */
const POSSIBLE: readonly string[] = ['ResourceType', 'X-Amz-Security-Token'];

/** A presigned URL is of these characters only. */
const IS_PRINTABLE = /^[\x21-\x7e]+$/;
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Reads a token and says what is wrong with its form. */
export function readToken(token: string): ReadToken {
  const scheme = SCHEME.exec(token)?.[0];
  const bare = token.slice(scheme?.length ?? 0);
  const parts = /^([^/?#]*)(\/[^?#]*)?\?([^?#]+)$/.exec(bare);
  const query = parts?.[3] ?? '';
  if (!parts || !IS_PRINTABLE.test(token) || !/(^|&)(Action|X-Amz-[A-Za-z-]+)=/i.test(query)) {
    return { parts: undefined, findings: [toFormatFailure(token)] };
  }
  const { parameters, problems } = readQuery(query);
  const schemeFinding = scheme
    ? fails(
        'scheme',
        `It begins with ${quote(scheme)}.`,
        'Cut the scheme off after signing: a token begins with the name of the cache.',
      )
    : holds('scheme', 'It has no scheme, as it must be.');
  const parameterFinding =
    problems.length > 0
      ? fails(
          'parameters',
          problems.join(' '),
          'Sign exactly Action, User and ResourceType with the X-Amz-… parameters of a presigned URL, and change nothing afterwards.',
        )
      : holds('parameters', 'It has the parameters of a presigned connect, and no others.');
  return {
    parts: { host: parts[1] ?? '', path: parts[2] ?? '', parameters },
    findings: [
      holds('format', 'It has the form of an IAM authentication token.'),
      schemeFinding,
      parameterFinding,
    ],
  };
}

/** Nothing of the text is shown: it may be a password or a secret key. */
function toFormatFailure(token: string): Finding {
  if (token.trim() === '') {
    return fails('format', 'There is no token: the text is empty.', 'Give the whole token.');
  }
  const isCut = /X-Amz-/i.test(token);
  if (isCut && !IS_PRINTABLE.test(token)) {
    return fails(
      'format',
      'There is a blank, a line break or a character beyond ASCII in the token.',
      'Give the token on one line, exactly as it was signed: `printf %s`, not `echo`.',
    );
  }
  if (isCut) {
    return fails(
      'format',
      'It is a piece of a token: CACHE-NAME/?Action=connect&… is not whole.',
      'Quote the token for the shell: an unquoted & ends the command.',
    );
  }
  return fails(
    'format',
    'It is not an IAM authentication token.',
    'A token is a presigned URL without its scheme: CACHE-NAME/?Action=connect&User=…&X-Amz-…',
  );
}

function readQuery(query: string) {
  const parameters = new Map<string, string>();
  const problems: string[] = [];
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
    if (name === undefined || value === undefined) {
      problems.push('A percent sign in it encodes nothing.');
    } else {
      const problem = findProblem(name, parameters);
      if (problem) problems.push(problem);
      if (!parameters.has(name)) parameters.set(name, value);
    }
  }
  const missing = NEEDED.filter((name) => !parameters.has(name));
  if (missing.length > 0) problems.push(`It lacks ${missing.join(', ')}.`);
  return { parameters, problems: [...new Set(problems)] };
}

function findProblem(name: string, before: ReadonlyMap<string, string>): string | undefined {
  if (name.startsWith('amp;')) return 'Its & are written as &amp;.';
  if (!NEEDED.includes(name) && !POSSIBLE.includes(name)) {
    return `It has a parameter ${quote(name)}, which a token has not.`;
  }
  return before.has(name) ? `It has ${name} twice.` : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
