import { toOwnershipTags } from '../../engine/lab-tags.js';
import type { Session } from '../../session/session.js';
import type { Endpoint } from '../results.js';
import type { StepNumber } from './numbers.js';
import type { ShellCommand } from './shell-command.js';

/** One step of the lesson: what people read, and the commands that do the same without this program. */
export interface Step {
  readonly number: StepNumber;
  readonly title: string;
  /** What the step does. */
  readonly what: string;
  /** Why it is needed; in chapter 5, why the result is as it is. */
  readonly why: string;
  /** What fails without the step. Chapter 5 has none: its steps are the failures. */
  readonly without?: string;
  /** What a step of chapter 5 shows: the answers, and the rules that `explain` names. */
  readonly symptom?: string;
  /** Returns the commands for this lab. A step without them changes nothing on AWS. */
  commands(lab: LabFacts): readonly ShellCommand[];
  /** How to repair what the step breaks. */
  readonly repair?: Repair;
}

export interface Repair {
  readonly text: string;
  /** The command of this program that repairs it, if it repairs something on AWS. */
  readonly command?: readonly string[];
  commands(lab: LabFacts): readonly ShellCommand[];
}

/** The facts about a lab that its commands contain. */
export interface LabFacts
  extends Pick<Session, 'config' | 'identity' | 'region' | 'handlerFolder' | 'tags'> {
  /** Null while the cache does not exist. */
  readonly endpoint: Endpoint | null;
  /** The subnets and security groups of the function; empty when the step does not show them. */
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** Returns the tags that the commands show: only those that make a resource the lab's, and those of the configuration. */
export function toShownTags({ lab, tags }: Session['config'], region: string): LabFacts['tags'] {
  return { ...tags, ...toOwnershipTags({ lab, region }) };
}
