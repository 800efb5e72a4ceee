import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createIamAuthClient, type IamAuthGlide } from '../../src/iam-auth/glide.js';
import { systemClock } from '../../src/iam-auth/index.js';
import { glide } from '../support/glide.js';
import { type LongLab, startLongLab } from './long-run/long-lab.js';

const MINUTE_MS = 60_000;
type Client = import('@valkey/valkey-glide').GlideClusterClient;

describe.runIf(typeof glide === 'object')('createIamAuthClient of valkey-glide', () => {
  let long: LongLab;
  let opened: IamAuthGlide<Client>[];
  beforeEach(async () => {
    long = await startLongLab();
    opened = [];
  });
  afterEach(async () => {
    for (const each of opened) each.close();
    vi.unstubAllEnvs();
    await long[Symbol.asyncDispose]();
  });

  /** Opens a cluster client. It discovers the cache's own port, so it does not use the relay. */
  async function open(change: Partial<LongLab['options']> = {}): Promise<IamAuthGlide<Client>> {
    if (typeof glide === 'string') throw new Error(glide);
    const { lab, options } = long;
    const each = await createIamAuthClient(glide.GlideClusterClient, {
      ...{ ...options, port: lab.port, ...change },
      glideOptions: {
        // The cache runs in this process too. Glide's 250 ms are not enough when the machine is busy.
        requestTimeout: 10_000,
        advancedConfiguration: {
          tlsAdvancedConfiguration: { rootCertificates: Buffer.from(options.ca) },
        },
      },
    });
    opened.push(each);
    return each;
  }

  /** Ends the cache's connections. Glide then needs a valid token to connect again. */
  const cut = async () => {
    await long.letIn(false);
    await long.letIn(true);
  };

  test('logs in with a token, as its user', async () => {
    const { client } = await open();

    expect(await client.customCommand(['ACL', 'WHOAMI'])).toBe('iam-user-01');
  });

  test('always has a valid token to connect again', async () => {
    const { client } = await open();
    for (let minute = 1; minute <= 40; minute += 1) {
      long.lab.emulator.advance(MINUTE_MS);
      // The adapter signs a due token before the next minute.
      await new Promise(setImmediate);
    }
    // A reply means that glide's native part has received the last token.
    await client.ping();
    await cut();

    await vi.waitUntil(() => client.ping().catch(() => false), { timeout: 10_000 });
    expect(long.lab.log.join()).not.toContain('token-expired');
  });

  test('inside Lambda, refresh() gives glide a new token, but only when the last one needs renewal', async () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'AccessValkey');
    let asked = 0;
    const { credentials, clock } = long.options;
    const { client, refresh } = await open({
      clock: { now: clock.now, schedule: systemClock.schedule },
      credentials: () => {
        asked += 1;
        return credentials();
      },
    });
    await refresh();
    await refresh();
    expect(asked).toBe(1);

    long.lab.emulator.advance(60 * MINUTE_MS);
    await refresh();
    expect(asked).toBe(2);
    await cut();
    await vi.waitUntil(() => client.ping().catch(() => false), { timeout: 10_000 });
    expect(long.lab.log.join()).not.toContain('token-expired');
  });

  test('inside Lambda, refresh() sends a new AUTH on a connection after 11 hours', async () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'AccessValkey');
    const { clock } = long.options;
    const { client, refresh } = await open({
      clock: { now: clock.now, schedule: systemClock.schedule },
    });
    for (let half = 1; half <= 30; half += 1) {
      long.lab.emulator.advance(30 * MINUTE_MS);
      long.rotate();
      await refresh();
      expect(await client.incr('visits')).toBe(half);
    }

    // The cluster client's second, internal connection gets no AUTH. The cache ends it, and glide opens a new one.
    expect(long.lab.log).toEqual([expect.stringContaining('12 hours without a new AUTH')]);
  });
});
