import { type Clock, createClock } from '../../src/emulator/index.js';
import {
  IamAuthTokenProvider,
  type IamAuthTokenProviderOptions,
  type IamCredentials,
} from '../../src/iam-auth/index.js';
import { followClock } from '../support/iam-clock.js';

export const MINUTE_MS = 60_000;
export const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
export const START = Date.UTC(2026, 0, 1);

/** Creates token providers that share one clock and one source of credentials. A test changes both. */
export interface ProviderLab extends AsyncDisposable {
  readonly clock: Clock;
  /** The options of each call to the source of credentials. */
  readonly asked: unknown[];
  /** The source of credentials. */
  answer: (options?: { forceRefresh?: boolean }) => Promise<IamCredentials>;
  /** Returns credentials that expire after this number of minutes, or never. */
  credentials(minutes?: number): IamCredentials;
  create(change?: Partial<IamAuthTokenProviderOptions>): IamAuthTokenProvider;
  /** Returns when the token was signed, in minutes after the start. */
  signedAt(token: string): number;
}

export function startProviderLab(): ProviderLab {
  const clock = createClock(() => START);
  const opened: IamAuthTokenProvider[] = [];
  const lab: ProviderLab = {
    clock,
    asked: [],
    answer: async () => lab.credentials(),
    credentials: (minutes) => ({
      ...{ accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey: SECRET, sessionToken: 'session' },
      expiration: minutes === undefined ? undefined : new Date(clock.now() + minutes * MINUTE_MS),
    }),
    create(change = {}) {
      const provider = new IamAuthTokenProvider({
        ...{ cacheName: 'Cache-01', userId: 'IAM-User-01', region: 'us-east-1' },
        credentials: (options) => {
          lab.asked.push(options);
          return lab.answer(options);
        },
        clock: followClock(clock),
        random: () => 0.5,
        ...change,
      } as IamAuthTokenProviderOptions);
      opened.push(provider);
      return provider;
    },
    signedAt(token) {
      const [, day, time] = /X-Amz-Date=(\d{8})T(\d{6})Z/.exec(token) ?? [];
      const iso = `${day?.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time?.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`;
      return (Date.parse(iso) - START) / MINUTE_MS;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((provider) => provider.close()));
    },
  };
  return lab;
}
