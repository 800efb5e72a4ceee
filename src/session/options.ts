import type { AwsCall } from '../aws/aws-call.js';
import type { ProgressEvent } from '../engine/events.js';

/** What every action takes: where the lab is, how long it may take, and who listens. */
export interface SessionOptions {
  /** Default: AWS_REGION, AWS_DEFAULT_REGION, the profile's, us-east-1. */
  readonly region?: string | undefined;
  /** A profile of the AWS configuration. */
  readonly profile?: string | undefined;
  /** The lab's name: a prefix for every resource name. */
  readonly lab?: string | undefined;
  /** Use the endpoint on this machine instead of AWS. */
  readonly local?: boolean | undefined;
  /** With `local`: `instant`, `real`, or a factor of real. */
  readonly pace?: string | undefined;
  /** With `local`: a file with faults for the endpoint to play. */
  readonly faults?: string | undefined;
  /** Time limit, such as `90s`, `60m` (the default) or `2h`. */
  readonly timeout?: string | undefined;
  /** Read this file instead of `.env`. */
  readonly dotenv?: string | undefined;
  /** `VALKEY_LAB_…` variables; they win over the environment's. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** Ends waits; calls in flight are awaited, then the function rejects with `INTERRUPTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Hears what happens to each resource. */
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
  /** Hears of each finished AWS call; no parameter and no body is in it. */
  readonly onCall?: ((call: AwsCall) => void) | undefined;
  /** Hears what a person would be told beside the result. */
  readonly onNote?: ((text: string) => void) | undefined;
}
