import type { Principal } from '../../state/credentials.js';
import type { ServerlessCache } from '../../state/elasticache.js';
import type { AwsState } from '../../state/state.js';
import type { Verdict } from './authentication.js';
import type { Login } from './login.js';
import { findAccessKeyId } from './token-text.js';

/** One login at a cache, for those who watch the endpoint. It never has a password. */
export interface LoginRecord {
  /** Milliseconds since the epoch, on the emulator's clock. */
  readonly atMs: number;
  readonly cache: string;
  readonly username: string;
  readonly command: Login['command'];
  readonly verdict: Verdict;
  /** The token, if the client sent one. It is a secret for 15 minutes. */
  readonly token: string | undefined;
  /** The owner of the access key that the token names. */
  readonly signer: Principal | undefined;
}

/** Longer texts than any signer's are kept without their end. */
const MAX_TOKEN = 8_192;
const MAX_NAME = 128;

interface Judged {
  readonly verdict: Verdict;
  readonly cache: ServerlessCache;
  readonly aws: AwsState;
  readonly atMs: number;
}

/** Creates the record of a login. */
export function toLoginRecord(
  { command, username, password }: Login,
  { verdict, cache, aws, atMs }: Judged,
): LoginRecord {
  const accessKeyId = findAccessKeyId(password);
  return {
    ...{ atMs, cache: cache.name, command, verdict },
    signer: aws.credentials.get(accessKeyId ?? '')?.principal,
    username: username.slice(0, MAX_NAME),
    token: accessKeyId === undefined ? undefined : password.slice(0, MAX_TOKEN),
  };
}
