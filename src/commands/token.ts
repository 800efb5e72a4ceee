import { createIamAuthToken } from '../iam-auth/index.js';
import type { Ui } from '../ui/ui.js';
import { type CommandFlags, withTarget } from './session.js';

/** How long ElastiCache takes a token (AWS-FACTS section 4). */
const TOKEN_LIFE_MS = 900_000;

/** Prints an IAM authentication token for the lab's user. Signing is local: nothing is asked of AWS. */
export async function runToken(flags: CommandFlags, ui: Ui): Promise<void> {
  await withTarget('token', flags, ui, async ({ config, target }) => {
    const { access } = target;
    const { cache: cacheName, iamUser: userId } = config.names;
    const token = await createIamAuthToken({
      cacheName,
      userId,
      region: access.region,
      credentials: await access.credentials(),
    });
    const expiresAt = new Date(Date.now() + TOKEN_LIFE_MS).toISOString();
    const document = {
      command: 'token',
      ok: true,
      lab: config.lab,
      region: access.region,
      local: target.local,
      cacheName,
      userId,
      token,
      expiresAt,
    };
    ui.result(document, () => `${token}\n`);
  });
}
