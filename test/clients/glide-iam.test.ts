import { afterEach, describe, expect, test, vi } from 'vitest';
import { glide } from '../support/glide.js';
import { type ClientLab, REGION, startClientLab, USER } from './support.js';

describe.runIf(typeof glide === 'object')("glide's own IAM authentication", () => {
  let lab: ClientLab;
  afterEach(async () => {
    vi.unstubAllEnvs();
    await lab[Symbol.asyncDispose]();
  });

  /** Logs in as a user of glide would. glide reads the credentials from the environment. */
  async function whoAmI(): Promise<unknown> {
    if (typeof glide === 'string') throw new Error(glide);
    const { accessKeyId, secretAccessKey } = lab.emulator.credentials;
    vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    const client = await glide.GlideClusterClient.createClient({
      addresses: [{ host: lab.host, port: lab.port }],
      credentials: {
        username: USER,
        iamConfig: {
          clusterName: 'cache-01',
          service: glide.ServiceType.Elasticache,
          region: REGION,
        },
      },
      useTLS: true,
      // The cache runs in this process too. Glide's 250 ms are not enough when the machine is busy.
      requestTimeout: 10_000,
      connectionBackoff: { numberOfRetries: 0, factor: 1, exponentBase: 1 },
      advancedConfiguration: {
        connectionTimeout: 10_000,
        tlsAdvancedConfiguration: { rootCertificates: lab.ca },
      },
    });
    try {
      return await client.customCommand(['ACL', 'WHOAMI']);
    } finally {
      client.close();
    }
  }

  test('logs in without ResourceType, and the log says that AWS may refuse it (F4.5)', async () => {
    lab = await startClientLab();

    expect(await whoAmI()).toBe(USER);
    expect(lab.log.join('\n')).toContain('no ResourceType=ServerlessCache. AWS may refuse it.');
  });

  test('is refused where ResourceType is required', async () => {
    lab = await startClientLab({ 'resource-type': 'strict' });

    await expect(whoAmI()).rejects.toThrow(/WRONGPASS|AuthenticationFailed/);
    expect(lab.log.join('\n')).toContain('refused (token-resource-type)');
  });
});
