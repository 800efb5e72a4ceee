import { matchesTokens, type Token } from '../wire/wildcards.js';

/** What a request knows, by condition key in lower case. */
export type ContextKeys = ReadonlyMap<string, string>;

/**
 * Whether `text` matches an IAM pattern with `*` and `?`. With `keys`, policy variables such as
 * `${aws:userid}` are put in first, their values taken literally; a variable without value and
 * default matches nothing (IAM User Guide, "Policy variables").
 */
export function matchesGlob(pattern: string, text: string, keys?: ContextKeys): boolean {
  // Most patterns differ in a plain beginning: that is seen without taking them apart.
  const plain = pattern.search(/[*?$]/);
  if (plain < 0) return pattern === text;
  if (!text.startsWith(pattern.slice(0, plain))) return false;
  const tokens = toTokens(pattern.slice(plain), keys);
  return tokens !== undefined && matchesTokens(tokens, text.slice(plain));
}

/** The pattern's text with its variables put in, or undefined when one has no value. */
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
  return keys.get(name.trim().toLowerCase()) ?? fallback?.replace(/^'|'$/g, '');
}
