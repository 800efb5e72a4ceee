import { signIamAuthToken } from '../iam-auth/index.js';
import { openTargetSession } from '../session/open.js';
import type { AnonymousSession } from '../session/session.js';
import type { Action } from './action.js';
import type { TokenResult } from './results.js';

/** Signs an IAM authentication token for the lab's user. This needs no AWS call. */
async function sign({ config, target }: AnonymousSession): Promise<TokenResult> {
  const { access, local } = target;
  const { cache: cacheName, iamUser: userId } = config.names;
  const { region, credentials } = access;
  // Without credentials, this call fails with the SDK's own explanation.
  await credentials();
  const { token, expiresAtMs } = await signIamAuthToken({ cacheName, userId, region, credentials });
  const expiresAt = new Date(expiresAtMs).toISOString();
  return { lab: config.lab, region, local, cacheName, userId, token, expiresAt };
}

export const token: Action<AnonymousSession, object, TokenResult> = {
  open: openTargetSession,
  act: sign,
  acceptsAwsUsers: true,
};
