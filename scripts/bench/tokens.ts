import { Signer } from '@aws-sdk/rds-signer';
import type { Measurement } from './report.js';
import { importBuilt } from './workspace.js';

const TOKENS = 2_000;
const ROUNDS = 2;
const CREDENTIALS = {
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  // As long as the token of a role session.
  sessionToken: 'IQoJb3JpZ2luX2Vj'.repeat(50),
};
const OPTIONS = {
  cacheName: 'cache-01',
  userId: 'iam-user-01',
  region: 'us-east-1',
  credentials: CREDENTIALS,
};

/** Measures tokens per second, compared with `@aws-sdk/rds-signer`, which signs a similar request. */
export async function measureTokens(): Promise<Measurement[]> {
  const { createIamAuthToken, IamAuthTokenProvider } = await importBuilt('iam-auth/index');
  await using provider = new IamAuthTokenProvider(OPTIONS);
  const { userId: username, region } = OPTIONS;
  const signer = new Signer({
    ...{ hostname: 'cache-01', port: 6379, username, region, credentials: CREDENTIALS },
  });
  const ways = [
    () => createIamAuthToken(OPTIONS),
    () => signer.getAuthToken(),
    () => provider.getAuthToken(),
  ] as const;
  for (const way of ways) await measure(way, TOKENS / 4); // compiles the code
  const measurements: Measurement[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const [ours, theirs, kept] = [
      await measure(ways[0], TOKENS),
      await measure(ways[1], TOKENS),
      await measure(ways[2], TOKENS),
    ];
    measurements.push(
      {
        ...{ name: 'tokens: createIamAuthToken (signs each token)', unit: '/s', value: ours },
        peer: { name: 'rds-signer', value: theirs },
      },
      { name: 'tokens: IamAuthTokenProvider (cached token)', unit: '/s', value: kept },
    );
  }
  return measurements;
}

async function measure(createToken: () => Promise<string>, count: number): Promise<number> {
  const startedAt = performance.now();
  for (let index = 0; index < count; index += 1) await createToken();
  return count / ((performance.now() - startedAt) / 1_000);
}
