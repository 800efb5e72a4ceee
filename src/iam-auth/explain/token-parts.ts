import { type Finding, fails, holds } from './finding.js';
import { quote } from './redact.js';

/** The parts of a token. */
export interface TokenParts {
  readonly host: string;
  readonly path: string;
  /** The decoded parameters. If one appears twice, the first counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

export interface ReadToken {
  /** `undefined` if the text is not a token. */
  readonly parts: TokenParts | undefined;
  readonly findings: readonly Finding[];
}

/** The parameters that every token has (F4.1). */
const REQUIRED: readonly string[] = [
  'Action',
  'User',
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
];
/** Parameters that only some tokens have. Other rules check whether they may be missing. */
const OPTIONAL: readonly string[] = ['ResourceType', 'X-Amz-Security-Token'];

/** The only characters of a presigned URL. */
const IS_PRINTABLE = /^[\x21-\x7e]+$/;
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Parses a token and checks its form. */
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
        `The token begins with ${quote(scheme)}.`,
        'Remove the scheme after signing. A token begins with the name of the cache.',
      )
    : holds('scheme', 'The token has no scheme, which is correct.');
  const parameterFinding =
    problems.length > 0
      ? fails(
          'parameters',
          problems.join(' '),
          'Sign only Action, User, ResourceType and the X-Amz-… parameters of a presigned URL, and change nothing afterwards.',
        )
      : holds('parameters', 'The token has the required parameters and no unknown ones.');
  return {
    parts: { host: parts[1] ?? '', path: parts[2] ?? '', parameters },
    findings: [
      holds('format', 'The text has the form of an IAM authentication token.'),
      schemeFinding,
      parameterFinding,
    ],
  };
}

/** The finding shows no part of the text, which may be a password or a secret key. */
function toFormatFailure(token: string): Finding {
  if (token.trim() === '') {
    return fails('format', 'The token is empty.', 'Give the whole token.');
  }
  const isCut = /X-Amz-/i.test(token);
  if (isCut && !IS_PRINTABLE.test(token)) {
    return fails(
      'format',
      'The token contains a space, a line break or a non-ASCII character.',
      'Give the token on one line, exactly as signed. Use `printf %s` instead of `echo`.',
    );
  }
  if (isCut) {
    return fails(
      'format',
      'The token is incomplete: it does not have the form CACHE-NAME/?Action=connect&….',
      'Quote the token in the shell, where an unquoted & ends the command.',
    );
  }
  return fails(
    'format',
    'The text is not an IAM authentication token.',
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
      problems.push('The token contains an invalid percent-encoding.');
    } else {
      const problem = findProblem(name, parameters);
      if (problem) problems.push(problem);
      if (!parameters.has(name)) parameters.set(name, value);
    }
  }
  const missing = REQUIRED.filter((name) => !parameters.has(name));
  if (missing.length > 0) problems.push(`The token lacks ${missing.join(', ')}.`);
  return { parameters, problems: [...new Set(problems)] };
}

function findProblem(name: string, before: ReadonlyMap<string, string>): string | undefined {
  if (name.startsWith('amp;')) return 'The token has &amp; in place of &.';
  if (!REQUIRED.includes(name) && !OPTIONAL.includes(name)) {
    return `The token has the unknown parameter ${quote(name)}.`;
  }
  return before.has(name) ? `The token has ${name} twice.` : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
