import { Signer } from '@aws-sdk/rds-signer';
import aws4 from 'aws4';

const TOKENS = 2_000;
const CREDENTIALS = {
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  // As long as that of a role's session.
  sessionToken: 'IQoJb3JpZ2luX2Vj'.repeat(50),
};
const REGION = 'us-east-1';
const NAMES = { cacheName: 'cache-01', userId: 'iam-user-01', region: REGION };

/** What makes one token, or in the case of rds-signer the like of one: the same signature over another query. */
async function createWays() {
  // Not at the top: the program may not be built yet, which is said elsewhere.
  const { createIamAuthToken, IamAuthTokenProvider } = await import('../../dist/iam-auth/index.js');
  const provider = new IamAuthTokenProvider({ ...NAMES, credentials: CREDENTIALS });
  const signer = new Signer({
    ...{ hostname: 'cache-01', port: 6379, username: 'iam-user-01', region: REGION },
    credentials: CREDENTIALS,
  });
  return {
    'createIamAuthToken, a signature each': () =>
      createIamAuthToken({ ...NAMES, credentials: CREDENTIALS }),
    'rds-signer, a signature each': () => signer.getAuthToken(),
    'aws4, a signature each': () => signWithAws4(),
    'IamAuthTokenProvider, the token at hand': () => provider.getAuthToken(),
  };
}

/** IAM authentication tokens a second, beside aws4 and the way of `@aws-sdk/rds-signer`, in turns there and back. */
export async function measureTokens() {
  const ways = await createWays();
  const names = Object.keys(ways);
  for (const name of names) await run(ways[name], TOKENS / 4); // the code is compiled
  const measurements = [];
  for (const name of [...names, ...names.toReversed()]) {
    const value = await run(ways[name], TOKENS);
    measurements.push({ name: `tokens: ${name}`, unit: '/s', value });
  }
  return measurements;
}

async function run(createToken, count) {
  const startedAt = performance.now();
  for (let index = 0; index < count; index += 1) await createToken();
  return count / ((performance.now() - startedAt) / 1_000);
}

function signWithAws4() {
  const query = new URLSearchParams({
    ...{ Action: 'connect', User: 'iam-user-01', ResourceType: 'ServerlessCache' },
    'X-Amz-Expires': '900',
    'X-Amz-Security-Token': CREDENTIALS.sessionToken,
  });
  const request = { service: 'elasticache', region: REGION, host: 'cache-01', signQuery: true };
  const { host, path } = aws4.sign({ ...request, path: `/?${query}` }, CREDENTIALS);
  return `${host}${path}`;
}
