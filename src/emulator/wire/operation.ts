import type { Account } from '../state/account.js';
import type { Clock } from '../state/clock.js';
import type { Credential } from '../state/credentials.js';
import type { Pace } from '../state/pace.js';
import type { CachePort, FunctionRunner } from '../state/ports.js';
import type { AwsState, RegionState } from '../state/state.js';

/** What an operation may use besides its input. It reads the time from `clock` only. */
export interface OperationContext {
  /** The region in the request's credential scope. */
  readonly region: string;
  readonly account: Account;
  /** The whole account: IAM, credentials, every region. */
  readonly aws: AwsState;
  /** `aws.region(region)`. */
  readonly state: RegionState;
  /** The key that signed the request. */
  readonly caller: Credential;
  /** The policy of the organization that the account belongs to (JSON). */
  readonly serviceControlPolicy?: string | undefined;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly requestId: string;
  readonly cachePort: CachePort;
  readonly functions: FunctionRunner;
}
