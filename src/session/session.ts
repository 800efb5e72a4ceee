import type { AwsClients } from '../aws/clients.js';
import type { Time } from '../aws/time.js';
import type { EngineContext } from '../engine/context.js';
import type { ResourceReport } from '../engine/events.js';
import type { LabTags } from '../engine/lab-tags.js';
import type { LabConfig } from './config.js';
import type { FunctionSubject } from './function-subject.js';
import type { Place } from './place.js';
import type { Target } from './target.js';

/** The caller's identity at AWS. */
export interface Identity {
  readonly account: string;
  /** The partition in the caller's ARN, such as `aws` or `aws-cn`. */
  readonly partition: string;
  readonly arn: string;
}

/** The state of one run, which every action and every resource may use. */
export interface Session extends EngineContext {
  readonly config: LabConfig;
  readonly identity: Identity;
  readonly target: Target;
  readonly aws: AwsClients;
  readonly tags: LabTags;
  /** The clock for all waits. */
  readonly time: Time;
  /** The function with the configuration's function name. */
  readonly subject: FunctionSubject;
  /** The names of all functions of the lab, if there are several. Empty: only the one of the configuration. */
  readonly labFunctions: readonly string[];
  /** The folder with the files of the proof function. */
  readonly handlerFolder: string;
  /** Whether `down` waits until Lambda has released its network interfaces. */
  readonly waitForInterfaces: boolean;
  /** The resources that the run has finished so far. */
  readonly done: readonly ResourceReport[];
  /** Shows the user a remark beside the result. */
  readonly note: (text: string) => void;
  /** Returns how long the run has taken so far. */
  readonly elapsedMs: () => number;
}

/** A session before the caller's identity is known. */
export type AnonymousSession = Omit<Session, 'identity' | 'owner'>;

export function toPlace({ config, region, identity, target }: Session): Place {
  return { lab: config.lab, region, account: identity.account, local: target.local };
}
