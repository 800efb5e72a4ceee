/** One piece of a pattern: a literal character, or a wildcard for any text or one character. */
export type Token = { readonly literal: string } | '*' | '?';

/** Matches a text against a pattern. Backtracks only to the last star, so the time is never exponential. */
export function matchesTokens(tokens: readonly Token[], text: string): boolean {
  const characters = [...text];
  let token = 0;
  let position = 0;
  let starToken = -1;
  let starPosition = 0;
  while (position < characters.length) {
    const current = tokens[token];
    if (current === '*') {
      starToken = token++;
      starPosition = position;
      continue;
    }
    if (current === '?' || (current !== undefined && current.literal === characters[position])) {
      token++;
      position++;
      continue;
    }
    if (starToken < 0) return false;
    token = starToken + 1;
    position = ++starPosition;
  }
  while (tokens[token] === '*') token++;
  return token === tokens.length;
}

/** Matches a name against a pattern in which `*` is the only wildcard. Case is ignored. Without a pattern, every name matches. */
export function matchesName(pattern: string | undefined, name: string): boolean {
  if (pattern === undefined) return true;
  const tokens = [...pattern.toLowerCase()].map((literal) =>
    literal === '*' ? literal : { literal },
  );
  return matchesTokens(tokens, name.toLowerCase());
}
