import { type Finding, fails, holds, isOpen } from './finding.js';

export interface PolicyFacts {
  /** The policy documents of the signer, parsed or as JSON. */
  readonly documents: readonly unknown[];
  /** `arn:…:serverlesscache:<name>` or `arn:…:replicationgroup:<id>`. */
  readonly cacheArn: string;
  /** `arn:…:user:<id>`. */
  readonly userArn: string;
}

const ACTION = 'elasticache:Connect';

/**
 * Checks whether identity policies allow `elasticache:Connect` on both ARNs, because ElastiCache checks each (F4.6).
 * Conditions leave a rule undecided (F4.9). Permission boundaries and the organization's policies are not considered.
 */
export function explainPolicies({ documents, cacheArn, userArn }: PolicyFacts): Finding[] {
  const statements = documents.flatMap(toStatements);
  return [
    explainResource('policy-cache', { statements, arn: cacheArn, what: 'cache' }),
    explainResource('policy-user', { statements, arn: userArn, what: 'user' }),
  ];
}

interface Question {
  readonly statements: readonly Statement[];
  readonly arn: string;
  readonly what: 'cache' | 'user';
}

function explainResource(
  rule: 'policy-cache' | 'policy-user',
  { statements, arn, what }: Question,
): Finding {
  const about = statements.filter((statement) => covers(statement, arn));
  const denies = about.filter(({ Effect }) => Effect === 'Deny');
  const allows = about.filter(({ Effect }) => Effect === 'Allow');
  if (denies.some(isUnconditional)) {
    return fails(
      rule,
      `A policy denies ${ACTION} on the ARN of the ${what}, ${arn}.`,
      'Remove that statement, or exclude this ARN from it. A Deny takes precedence over every Allow.',
    );
  }
  if (allows.length === 0) {
    return fails(
      rule,
      `No policy allows ${ACTION} on the ARN of the ${what}, ${arn}.`,
      `Allow ${ACTION} on this ARN. The action needs the ARNs of the cache and the user, both with lower-case names.`,
    );
  }
  if (denies.length === 0 && allows.some(isUnconditional)) {
    return holds(rule, `A policy allows ${ACTION} on the ARN of the ${what}.`);
  }
  return isOpen(
    rule,
    `Conditions in the policy decide whether ${ACTION} is allowed on the ARN of the ${what}.`,
    "Check the conditions with IAM's policy simulator.",
  );
}

interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: unknown;
}

function isUnconditional({ Condition }: Statement): boolean {
  return Condition === undefined || Object.keys(Condition as object).length === 0;
}

function covers(statement: Statement, arn: string): boolean {
  const { Action, NotAction, Resource, NotResource } = statement;
  const isAction = (pattern: string) => isMatch(pattern.toLowerCase(), ACTION.toLowerCase());
  const isResource = (pattern: string) => isMatch(pattern, arn);
  const coversAction =
    Action === undefined
      ? NotAction !== undefined && !toList(NotAction).some(isAction)
      : toList(Action).some(isAction);
  const coversResource =
    Resource === undefined
      ? NotResource !== undefined && !toList(NotResource).some(isResource)
      : toList(Resource).some(isResource);
  return coversAction && coversResource;
}

/** Matches IAM's wildcards: `*` for any text, `?` for one character. */
function isMatch(pattern: string, text: string): boolean {
  const source = [...pattern].map((char) => {
    if (char === '*') return '.*';
    return char === '?' ? '.' : char.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
  });
  return new RegExp(`^${source.join('').replace(/(\.\*)+/g, '.*')}$`, 's').test(text);
}

/** Returns the statements of a policy document, or none if the document is not a policy. */
function toStatements(document: unknown): Statement[] {
  const parsed = typeof document === 'string' ? parse(document) : document;
  if (typeof parsed !== 'object' || parsed === null) return [];
  const { Statement: statements } = parsed as { Statement?: unknown };
  const list = Array.isArray(statements) ? statements : [statements];
  return list.filter((each) => typeof each === 'object' && each !== null);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toList(value: unknown): string[] {
  return [value].flat().filter((each) => typeof each === 'string');
}
