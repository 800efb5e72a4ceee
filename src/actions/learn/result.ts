import type { ResourceReport } from '../../engine/events.js';
import { LabError } from '../../errors.js';
import type { Run } from '../../session/run.js';
import { type Session, toPlace } from '../../session/session.js';
import { findCost } from '../cost.js';
import type { LearnResult, LessonTitle } from '../results.js';
import { STEP_NUMBERS, type StepNumber } from './numbers.js';
import { isAsExpected } from './run/logins.js';
import type { Outcome } from './run/outcome.js';
import type { Plan } from './run/plans.js';
import type { LabFacts, Step } from './step.js';
import { STEPS, toChapter } from './steps/index.js';

const NOTHING = {
  ...{ dryRun: false, commands: [], resources: [], endpoint: null, facts: [], answers: [] },
  ...{ rules: null, repair: null, cost: null },
} as const satisfies Partial<LearnResult>;

const TITLES = STEPS.map(toTitle);

function toTitle({ number, title }: Step): LessonTitle {
  return { number, title, chapter: toChapter(number) };
}

/** Returns the list of steps, without a step. */
export function toList({ config, elapsedMs }: Run): LearnResult {
  const { lab, region = null, local } = config;
  const place = { lab, region, account: null, local };
  const next = STEP_NUMBERS[0];
  return { ...place, ...NOTHING, steps: TITLES, step: null, next, elapsedMs: elapsedMs() };
}

interface Shown {
  readonly step: Step;
  readonly plan: Plan;
  readonly dryRun: boolean;
  readonly lab: LabFacts;
  readonly resources: readonly ResourceReport[];
  readonly outcome: Outcome;
}

/** Returns the result of a step: its text, its commands for this lab, and what it has shown. */
export function toResult(session: Session, shown: Shown): LearnResult {
  const { step, plan, dryRun, lab, resources, outcome } = shown;
  const { number, what, why, without = null, symptom = null, commands, repair } = step;
  const { facts = [], answers = [], rules = null } = outcome;
  const place = toPlace(session);
  const isGone = plan.deletes !== undefined || outcome.repair?.proof === null;
  const isNothing = plan.deletes !== undefined && resources.length === 0;
  return {
    ...{ ...place, steps: TITLES, step: { ...toTitle(step), what, why, without, symptom } },
    ...{ dryRun, commands: commands(lab), resources, answers, rules },
    endpoint: isGone ? null : lab.endpoint,
    facts: isNothing ? [NOTHING_TO_DELETE] : facts,
    repair: repair ? toRepair(repair, shown) : null,
    cost: isGone ? null : findCost(resources, { ...place, limits: session.config }),
    next: STEP_NUMBERS[STEP_NUMBERS.indexOf(number) + 1] ?? null,
    elapsedMs: session.elapsedMs(),
  };
}

const NOTHING_TO_DELETE = { label: 'Nothing to do', text: 'None of these resources exists.' };

function toRepair(
  { text, command, commands }: NonNullable<Step['repair']>,
  { lab, outcome }: Shown,
): LearnResult['repair'] {
  const { resources, proof } = outcome.repair ?? { resources: [], proof: null };
  return { text, command: command ?? null, commands: commands(lab), resources, proof };
}

/**
 * Returns the result if every attempt ended as the lesson says.
 * @throws LabError NOT_PROVEN, with the whole result
 */
export function refuseSurprise(number: StepNumber, result: LearnResult): LearnResult {
  const surprise = result.answers.find((answer) => !isAsExpected(answer));
  if (!surprise) return result;
  const { what, expected, outcome } = surprise;
  const message = `The lesson expects that ${what} is ${expected}, but it was ${outcome}.`;
  throw new LabError<LearnResult>('NOT_PROVEN', message, {
    result,
    hint: { text: 'Wait a minute, then run {command} again.', command: ['learn', number] },
  });
}
