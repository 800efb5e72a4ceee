import type { LocalCache } from './create-cache.js';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from './start.js';

/** What a test gets. */
export interface LocalAwsFixtures {
  /** An AWS account of its own. */
  readonly aws: LocalAws;
  /** A cache in it, ready to connect. */
  readonly cache: LocalCache;
}

/** The options of the endpoint, and the cache's user. */
export interface FixtureOptions extends LocalAwsOptions {
  /** The id of the IAM user. Default: `app`. */
  readonly user?: string;
  /** Whether the cache has a public endpoint. Default: false. */
  readonly public?: boolean;
}

type Use<T> = (value: T) => Promise<void>;
type Fixture<Needs, T> = [(needs: Needs, use: Use<T>) => Promise<void>, { scope: 'file' }];

/**
 * Returns fixtures for `test.extend` of vitest: `aws` and `cache`. The tests of a file share them. A test that asks for
 * neither starts nothing. Fixtures reject like `startLocalAws`.
 */
export function localAwsFixtures({
  user = 'app',
  public: isPublic = false,
  ...options
}: FixtureOptions = {}): {
  aws: Fixture<object, LocalAws>;
  cache: Fixture<{ readonly aws: LocalAws }, LocalCache>;
} {
  // vitest reads from the first parameter which fixtures a fixture needs.
  // biome-ignore lint/correctness/noEmptyPattern: vitest accepts no other parameter.
  const startAws = async ({}: object, use: Use<LocalAws>) => {
    const started = await startLocalAws(options);
    try {
      await use(started);
    } finally {
      await started.close();
    }
  };
  const createCache = async ({ aws }: { readonly aws: LocalAws }, use: Use<LocalCache>) => {
    await use(await aws.createCache({ user, public: isPublic }));
  };
  return { aws: [startAws, { scope: 'file' }], cache: [createCache, { scope: 'file' }] };
}

/**
 * Returns a test function for node:test, or any other runner. It starts an endpoint with a cache, runs `test` with both
 * and the runner's own arguments, and closes the endpoint. Rejects like `startLocalAws`, or with the test's error.
 */
export function withLocalAws<Given extends readonly unknown[]>(
  { user = 'app', public: isPublic = false, ...options }: FixtureOptions,
  test: (fixtures: LocalAwsFixtures, ...given: Given) => Promise<void> | void,
): (...given: Given) => Promise<void> {
  return async (...given) => {
    const aws = await startLocalAws(options);
    try {
      await test({ aws, cache: await aws.createCache({ user, public: isPublic }) }, ...given);
    } finally {
      await aws.close();
    }
  };
}
