import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { glide } from '../support/glide.js';
import { type ClientLab, REGION, startClientLab, USER } from './support.js';

const run = promisify(execFile);

/**
 * Logs in as a user of glide would, and prints the name. glide reads the credentials from the environment of its process,
 * so it gets a process of its own.
 */
const WHO_AM_I = `
import { GlideClusterClient, ServiceType } from '@valkey/valkey-glide';
const { HOST, PORT, CA, USER_ID, REGION } = process.env;
const client = await GlideClusterClient.createClient({
  addresses: [{ host: HOST, port: Number(PORT) }],
  credentials: {
    username: USER_ID,
    iamConfig: { clusterName: 'cache-01', service: ServiceType.Elasticache, region: REGION },
  },
  useTLS: true,
  // Glide's 250 ms are not enough when the machine is busy.
  requestTimeout: 10_000,
  connectionBackoff: { numberOfRetries: 0, factor: 1, exponentBase: 1 },
  advancedConfiguration: {
    connectionTimeout: 10_000,
    tlsAdvancedConfiguration: { rootCertificates: CA },
  },
});
console.log(await client.customCommand(['ACL', 'WHOAMI']));
client.close();
`;

describe.runIf(typeof glide === 'object')("glide's own IAM authentication", () => {
  let lab: ClientLab;
  afterEach(() => lab[Symbol.asyncDispose]());

  async function whoAmI(): Promise<string> {
    const { accessKeyId, secretAccessKey } = lab.emulator.credentials;
    const env = {
      ...{ HOST: lab.host, PORT: `${lab.port}`, CA: `${lab.ca}`, USER_ID: USER, REGION },
      ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const args = ['--input-type=module', '--eval', WHO_AM_I];
    const { stdout } = await run(process.execPath, args, { env, timeout: 30_000 });
    return stdout.trim();
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
