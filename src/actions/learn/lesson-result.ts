import type { ResourceReport } from '../../engine/events.js';
import type { Place } from '../../session/place.js';
import type { Cost } from '../cost.js';
import type { Endpoint } from '../endpoint.js';
import type { Rule } from '../explain/rule.js';
import type { StepNumber } from './numbers.js';
import type { ShellCommand } from './shell-command.js';

/** One step of the lesson and what it has shown. Without a step, only the list of steps. */
export interface LearnResult extends Omit<Place, 'region' | 'account'> {
  readonly region: string | null;
  readonly account: string | null;
  readonly steps: readonly LessonTitle[];
  readonly step: LessonText | null;
  /** Whether nothing was changed: `resources` are the planned changes. */
  readonly dryRun: boolean;
  /** The same step without this program, as commands for a shell. */
  readonly commands: readonly ShellCommand[];
  /** The resources of the step, and others that it changed. */
  readonly resources: readonly ResourceReport[];
  readonly endpoint: Endpoint | null;
  readonly facts: readonly Fact[];
  readonly answers: readonly Answer[];
  /** The broken rules that `explain` finds; `null` if the step does not ask. */
  readonly rules: readonly Rule[] | null;
  readonly repair: {
    readonly text: string;
    /** The command of this program that repairs it; `null` if nothing on AWS is broken. */
    readonly command: readonly string[] | null;
    readonly commands: readonly ShellCommand[];
    /** What the step itself repaired. */
    readonly resources: readonly ResourceReport[];
    /** How it is known that the lab works again; `null` if nothing was repaired, or nothing remains. */
    readonly proof: string | null;
  } | null;
  /** The price of the cache, if the step has made it on AWS. */
  readonly cost: Cost | null;
  /** The next step; `null` after the last one. */
  readonly next: StepNumber | null;
  readonly elapsedMs: number;
}

export interface LessonTitle {
  readonly number: StepNumber;
  readonly title: string;
  readonly chapter: string;
}

/** The text of a step. */
export interface LessonText extends LessonTitle {
  readonly what: string;
  readonly why: string;
  /** What fails without the step; `null` for a step that breaks something. */
  readonly without: string | null;
  /** What a step that breaks something shows; `null` for the others. */
  readonly symptom: string | null;
}

/** A fact that a step has found, with its label. */
export interface Fact {
  readonly label: string;
  readonly text: string;
}

/** What the cache, or AWS, answered to an attempt. */
export interface Answer {
  readonly what: string;
  /** `null` if both outcomes are right. */
  readonly expected: 'accepted' | 'refused' | null;
  readonly outcome: 'accepted' | 'refused' | 'unclear';
  readonly reply: string;
}
