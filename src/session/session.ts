import type { AwsClients } from '../aws/clients.js';
import type { Time } from '../aws/time.js';
import type { EngineContext } from '../engine/context.js';
import type { ResourceReport } from '../engine/events.js';
import type { LabConfig } from './config.js';
import type { Place } from './place.js';
import type { Target } from './target.js';

/** Who we are to AWS. */
export interface Identity {
  readonly account: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly arn: string;
}

/** The tags that make a resource the lab's: on everything taggable, from the create call on. */
export type LabTags = Readonly<Record<string, string>>;

/** One run: what every action and every resource may use. */
export interface Session extends EngineContext {
  readonly config: LabConfig;
  readonly identity: Identity;
  readonly target: Target;
  readonly aws: AwsClients;
  readonly tags: LabTags;
  /** Where waits take their time from. */
  readonly time: Time;
  /** Where the files of the proof function are. */
  readonly handlerFolder: string;
  /** Whether `down` waits until Lambda has released its network interfaces. */
  readonly waitForInterfaces: boolean;
  /** The resources that are done so far. */
  readonly done: readonly ResourceReport[];
  /** Tells a person something beside the result. */
  readonly note: (text: string) => void;
  /** How long the run has taken so far. */
  readonly elapsedMs: () => number;
}

/** A session before it is known who we are. */
export type AnonymousSession = Omit<Session, 'identity'>;

export function toPlace({ config, region, identity, target }: Session): Place {
  return { lab: config.lab, region, account: identity.account, local: target.local };
}
