import type { AwsCall } from '../aws/call-recorder.js';
import type { ProgressEvent } from '../engine/events.js';

/** The options that all actions share: where the lab is, the time limit, and the listeners. */
export interface SessionOptions {
  /** The AWS region. Default: AWS_REGION, AWS_DEFAULT_REGION, the profile's region, us-east-1. */
  readonly region?: string | undefined;
  /** A profile of the AWS configuration. */
  readonly profile?: string | undefined;
  /** The lab's name: a prefix for every resource name. */
  readonly lab?: string | undefined;
  /** Use the endpoint on this machine instead of AWS. */
  readonly local?: boolean | undefined;
  /** With `local`: `instant`, `real`, or a number such as `0.2`, a fraction of AWS's real times. */
  readonly pace?: string | undefined;
  /** With `local`: a file with the faults that the endpoint injects. */
  readonly faults?: string | undefined;
  /** With `local`: how AWS behaves where documents do not say, as `id=alternative`. docs/LOCAL.md lists them. */
  readonly assume?: readonly string[] | undefined;
  /** Time limit, such as `90s`, `60m` (the default) or `2h`. */
  readonly timeout?: string | undefined;
  /** Read this file instead of `.env`. */
  readonly dotenv?: string | undefined;
  /** `VALKEY_LAB_…` variables; they override the environment. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** Ends all waits when it is aborted. The function waits for calls in flight, then rejects with `INTERRUPTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Called for each change in the progress of a resource. */
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
  /** Called after each AWS call. The record contains no parameters and no bodies. */
  readonly onCall?: ((call: AwsCall) => void) | undefined;
  /** Called with each remark that the command line would show beside the result. */
  readonly onNote?: ((text: string) => void) | undefined;
}
