/** A condition block: expected values by operator and key. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** One statement of a policy. Single values have become lists. */
export interface Statement {
  readonly sid?: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly actions?: readonly string[] | undefined;
  readonly notActions?: readonly string[] | undefined;
  readonly resources?: readonly string[] | undefined;
  readonly notResources?: readonly string[] | undefined;
  /** Ids by kind (`AWS`, `Service`, …), in trust policies only. A single `*` becomes `{ '*': ['*'] }`. */
  readonly principals?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly conditions: ConditionBlock;
}

/** A policy document. */
export interface PolicyDocument {
  readonly version: string;
  readonly statements: readonly Statement[];
}

/** Parses a policy. Returns undefined when the text is not a policy. */
export function parsePolicyDocument(json: string): PolicyDocument | undefined {
  const root = parseJson(json);
  if (!isRecord(root)) return undefined;
  const version = typeof root['Version'] === 'string' ? root['Version'] : '2008-10-17';
  const raw = Array.isArray(root['Statement']) ? root['Statement'] : [root['Statement']];
  const statements: Statement[] = [];
  for (const item of raw) {
    const statement = toStatement(
      item,
      version === '2012-10-17' ? (text) => text : escapeVariables,
    );
    if (!statement) return undefined;
    statements.push(statement);
  }
  return { version, statements };
}

/** Parses JSON. Returns undefined when the text is not JSON. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Whether a JSON value is an object, not a list or null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Turns a string or a list of strings into a list. Returns undefined for other values. */
export function toStrings(value: unknown): readonly string[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  return list.every((item) => typeof item === 'string') ? list : undefined;
}

/** Keeps `${` as text in old policies: only version 2012-10-17 has policy variables. */
function escapeVariables(text: string): string {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's syntax, not a template.
  return text.replaceAll('${', '${$}{');
}

function toStatement(raw: unknown, read: (text: string) => string): Statement | undefined {
  if (!isRecord(raw)) return undefined;
  const effect = raw['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') return undefined;
  const conditions = toConditions(raw['Condition'], read);
  if (!conditions) return undefined;
  return {
    sid: typeof raw['Sid'] === 'string' && raw['Sid'] !== '' ? raw['Sid'] : undefined,
    effect,
    actions: toStrings(raw['Action']),
    notActions: toStrings(raw['NotAction']),
    resources: toStrings(raw['Resource'])?.map(read),
    notResources: toStrings(raw['NotResource'])?.map(read),
    principals: toPrincipals(raw['Principal']),
    conditions,
  };
}

function toPrincipals(raw: unknown): Record<string, readonly string[]> | undefined {
  if (raw === '*') return { '*': ['*'] };
  if (!isRecord(raw)) return undefined;
  return Object.fromEntries(Object.entries(raw).map(([kind, ids]) => [kind, toStrings(ids) ?? []]));
}

/** Parses a condition block. Returns undefined for other values. Booleans and numbers become text, as in IAM. */
function toConditions(raw: unknown, read: (text: string) => string): ConditionBlock | undefined {
  if (raw === undefined) return {};
  if (!isRecord(raw)) return undefined;
  const block: Record<string, Record<string, readonly string[]>> = {};
  for (const [operator, keys] of Object.entries(raw)) {
    if (!isRecord(keys)) return undefined;
    const expected: Record<string, readonly string[]> = {};
    for (const [key, value] of Object.entries(keys)) {
      expected[key] = (Array.isArray(value) ? value : [value]).map((item) => read(String(item)));
    }
    block[operator] = expected;
  }
  return block;
}
