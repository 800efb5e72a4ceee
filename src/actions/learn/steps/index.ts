import type { StepNumber } from '../numbers.js';
import type { Step } from '../step.js';
import { BREAK_STEPS } from './breaks.js';
import { CACHE_STEPS } from './cache.js';
import { CLEAN_UP_STEPS } from './clean-up.js';
import { FUNCTION_STEPS } from './function.js';

/** Every step of the lesson, in order. The command, docs/TUTORIAL.md and the tests read this list. */
export const STEPS: readonly Step[] = [
  ...CACHE_STEPS,
  ...FUNCTION_STEPS,
  ...CLEAN_UP_STEPS,
  ...BREAK_STEPS,
];

/** The titles of the chapters, by the first digit of their steps. */
const CHAPTERS: Readonly<Record<string, string>> = {
  '1': 'Prepare the cache, the role and the users',
  '2': 'Create the function',
  '3': 'Prove that it works',
  '4': 'Clean up',
  '5': 'Break it, and repair it',
};

export function toStep(number: StepNumber): Step {
  const step = STEPS.find((one) => one.number === number);
  if (!step) throw new Error(`The lesson has no step ${number}.`);
  return step;
}

export function toChapter(number: StepNumber): string {
  return CHAPTERS[number.charAt(0)] ?? '';
}
