import { type TokenVerdict, verifyToken } from '../../../../src/emulator/cache/login/token.js';
import type { AwsState } from '../../../../src/emulator/state/state.js';
import { createCache, REGION } from './account.js';
import { signToken, type TokenParts } from './token.js';

/** The default time at which tests sign and verify tokens. */
export const NOW = Date.parse('2025-01-01T00:00:00Z');

/** Verifies a token for `cache-01` and `iam-user-01`. */
export function verify(
  aws: AwsState,
  token: string,
  changes: { nowMs?: number; username?: string } = {},
): TokenVerdict {
  const cache = createCache('cache-01');
  return verifyToken({
    ...{ token, username: 'iam-user-01', cache, aws, region: REGION, nowMs: NOW },
    ...changes,
  });
}

/** Signs a token for `cache-01` and verifies it. */
export async function verifySigned(
  aws: AwsState,
  parts: TokenParts = {},
  changes: { nowMs?: number; username?: string } = {},
): Promise<TokenVerdict> {
  return verify(aws, await signToken({ signedAtMs: NOW, ...parts }), changes);
}

/** Returns the broken rule, or `ok`. */
export function toRule(verdict: TokenVerdict): string {
  return verdict.ok ? 'ok' : verdict.rule;
}
