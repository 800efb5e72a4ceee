import { matchesTokens, type Token } from '../wire/wildcards.js';

/** The value of a condition key. Only keys such as `aws:TagKeys` have several. */
export type KeyValue = string | readonly string[];

/** The values of a request's condition keys, by lower-case key. */
export type ContextKeys = ReadonlyMap<string, KeyValue>;

/**
 * Whether `text` matches an IAM pattern with `*` and `?`. With `keys`, it first replaces policy
 * variables such as `${aws:userid}` with their literal values. A variable without value and default
 * matches no text (IAM User Guide, "Policy variables").
 */
export function matchesGlob(pattern: string, text: string, keys?: ContextKeys): boolean {
  // Most patterns already differ in their literal beginning, which is quick to compare.
  const plain = pattern.search(/[*?$]/);
  if (plain < 0) return pattern === text;
  if (!text.startsWith(pattern.slice(0, plain))) return false;
  const tokens = toTokens(pattern.slice(plain), keys);
  return tokens !== undefined && matchesTokens(tokens, text.slice(plain));
}

/** Replaces the variables of a pattern. Returns undefined when a variable has no value. */
export function resolveVariables(pattern: string, keys: ContextKeys): string | undefined {
  const tokens = toTokens(pattern, keys);
  return tokens?.map((token) => (typeof token === 'string' ? token : token.literal)).join('');
}

function toTokens(pattern: string, keys: ContextKeys | undefined): Token[] | undefined {
  const tokens: Token[] = [];
  const parts = keys ? pattern.split(/(\$\{[^}]*\})/) : [pattern];
  for (const part of parts) {
    if (keys && part.startsWith('${') && part.endsWith('}')) {
      const value = resolveVariable(part.slice(2, -1), keys);
      if (value === undefined) return undefined;
      tokens.push(...[...value].map((literal) => ({ literal })));
      continue;
    }
    for (const literal of part) {
      tokens.push(literal === '*' || literal === '?' ? literal : { literal });
    }
  }
  return tokens;
}

function resolveVariable(text: string, keys: ContextKeys): string | undefined {
  if (text === '*' || text === '?' || text === '$') return text;
  const [name = '', fallback] = text.split(/\s*,\s*/, 2);
  const value = keys.get(name.trim().toLowerCase());
  // A key with several values is no variable.
  return typeof value === 'string' ? value : fallback?.replace(/^'|'$/g, '');
}
