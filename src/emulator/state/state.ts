import { type Assume, type Assumes, createAssumes } from './assumptions/choices.js';
import type { Credential } from './credentials.js';
import { createEc2State, type Ec2State } from './ec2.js';
import { createElastiCacheState, type ElastiCacheState } from './elasticache.js';
import { createIamState, type IamState } from './iam.js';
import { createLambdaState, type LambdaState } from './lambda.js';
import { createLogsState, type LogsState } from './logs.js';
import { createManagedPolicies } from './managed-policies.js';

/** The state of one region. */
export interface RegionState {
  readonly elasticache: ElastiCacheState;
  readonly lambda: LambdaState;
  readonly ec2: Ec2State;
  readonly logs: LogsState;
}

/** The state of the account. */
export interface AwsState {
  /** Returns whether AWS behaves in this way, where documents do not say. */
  readonly assumes: Assumes;
  /** The alternatives that callers asked for. */
  readonly assumed: Assume;
  /** Replaces these alternatives. What is already decided stays, such as the zones of a region's network. */
  setAssumed(assume: Assume): void;
  readonly iam: IamState;
  /** By access key id. */
  readonly credentials: Map<string, Credential>;
  /** The regions that callers have used. */
  readonly regions: ReadonlyMap<string, RegionState>;
  /** Returns a region's state. A new region has only its default network. */
  region(name: string): RegionState;
}

/** Creates the state of a new account. */
export function createAwsState(accountId: string, assume: Assume = {}): AwsState {
  let assumed = assume;
  const assumes: Assumes = (id, alternative) => createAssumes(assumed)(id, alternative);
  const regions = new Map<string, RegionState>();
  return {
    assumes,
    get assumed() {
      return assumed;
    },
    setAssumed(next) {
      assumed = next;
    },
    iam: createIamState(createManagedPolicies()),
    credentials: new Map(),
    regions,
    region(name) {
      let state = regions.get(name);
      if (!state) {
        state = {
          elasticache: createElastiCacheState(),
          lambda: createLambdaState(),
          ec2: createEc2State(accountId, name, assumes),
          logs: createLogsState(),
        };
        regions.set(name, state);
      }
      return state;
    },
  };
}
