import { fault } from '../wire/fault.js';
import { isRecord, parseJson, toStrings } from './policy-document.js';

type RawStatement = Readonly<Record<string, unknown>>;

const STATEMENT_FIELDS = /^(Sid|Effect|Condition|(Not)?(Action|Resource|Principal))$/;

/**
 * Throws MalformedPolicyDocument, with IAM's message, for a permissions policy that IAM refuses (IAM User
 * Guide, "Grammar of the IAM JSON policy language"). `requireVersion`: the policy must have version
 * 2012-10-17, as managed policies must.
 */
export function assertPermissionsPolicy(json: string, options: { requireVersion: boolean }): void {
  for (const statement of readStatements(json, options)) {
    if ('Principal' in statement || 'NotPrincipal' in statement) {
      throw malformed('Policy document should not specify a principal.');
    }
    for (const action of readActions(statement)) assertAction(action);
    for (const resource of readNames(statement, 'Resource')) assertResource(resource);
  }
}

/** Reads the statements and checks the parts that all policies share. Throws MalformedPolicyDocument. */
export function readStatements(
  json: string,
  { requireVersion }: { requireVersion: boolean },
): readonly RawStatement[] {
  const root = parseJson(json);
  if (root === undefined) throw malformed('This policy contains invalid Json');
  if (!isRecord(root)) throw syntaxErrors();
  assertVersion(root['Version'], requireVersion);
  if (Object.keys(root).some((key) => !['Version', 'Id', 'Statement'].includes(key))) {
    throw syntaxErrors();
  }
  const raw = root['Statement'];
  const statements = Array.isArray(raw) ? raw : [raw];
  if (raw === undefined || statements.length === 0) throw syntaxErrors();
  return statements.map(assertStatement);
}

/** Reads a statement's `Action` or `NotAction`. Throws MalformedPolicyDocument when there is none. */
export function readActions(statement: RawStatement): readonly string[] {
  return readNames(statement, 'Action');
}

/** Creates a MalformedPolicyDocument fault. */
export function malformed(message: string): Error {
  return fault('MalformedPolicyDocumentException', message);
}

function syntaxErrors(): Error {
  return malformed('Syntax errors in policy.');
}

function assertVersion(version: unknown, required: boolean): void {
  if (version === '2012-10-17') return;
  if (version !== undefined && version !== '2008-10-17') throw syntaxErrors();
  if (required) throw malformed('Policy document must be version 2012-10-17 or greater.');
}

function assertStatement(statement: unknown): RawStatement {
  if (!isRecord(statement)) throw syntaxErrors();
  const unknownField = Object.keys(statement).find((field) => !STATEMENT_FIELDS.test(field));
  if (unknownField) throw syntaxErrors();
  const effect = statement['Effect'];
  if (effect === undefined) throw malformed('Missing required field Effect cannot be empty!');
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed(`Invalid effect: ${String(effect)}`);
  const condition = statement['Condition'];
  if (
    condition !== undefined &&
    !(isRecord(condition) && Object.values(condition).every(isRecord))
  ) {
    throw syntaxErrors();
  }
  return statement;
}

function readNames(statement: RawStatement, field: 'Action' | 'Resource'): readonly string[] {
  const except = `Not${field}`;
  if (field in statement && except in statement) throw syntaxErrors();
  const names = toStrings(statement[field] ?? statement[except] ?? []);
  if (!names) throw syntaxErrors();
  if (names.length > 0) return names;
  throw malformed(`Policy statement must contain ${field.toLowerCase()}s.`);
}

function assertAction(action: string): void {
  if (action === '*') return;
  const [vendor, ...rest] = action.split(':');
  if (rest.length === 0) {
    throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  }
  if (rest.length > 1) throw malformed('Actions/Condition can contain only one colon.');
  if (!/^[a-zA-Z0-9*-]+$/.test(vendor ?? '')) throw malformed(`Vendor ${vendor} is not valid`);
}

function assertResource(resource: string): void {
  if (resource === '*') return;
  if (!resource.startsWith('arn:')) {
    throw malformed(`Resource ${resource} must be in ARN format or "*".`);
  }
  // A star may replace the rest of the ARN (`arn:aws:s3*`).
  if (resource.split(':').length < 6 && !resource.endsWith('*')) {
    throw malformed('The policy failed legacy parsing');
  }
}
