import type { Ui } from '../cli/rendering/ui.js';
import { signIamAuthToken } from '../iam-auth/index.js';
import { type CommandFlags, withTarget } from './session.js';

/** Prints an IAM authentication token for the lab's user. Signing is local: nothing is asked of AWS. */
export async function runToken(flags: CommandFlags, ui: Ui): Promise<void> {
  await withTarget('token', flags, ui, async ({ config, target }) => {
    const { access } = target;
    const { cache: cacheName, iamUser: userId } = config.names;
    // First by itself: where there are none, the chain's own words say why.
    await access.credentials();
    const { token, expiresAtMs } = await signIamAuthToken({
      cacheName,
      userId,
      region: access.region,
      credentials: access.credentials,
    });
    const document = {
      command: 'token',
      ok: true,
      lab: config.lab,
      region: access.region,
      local: target.local,
      cacheName,
      userId,
      token,
      expiresAt: new Date(expiresAtMs).toISOString(),
    };
    ui.result(document, () => `${token}\n`);
  });
}
