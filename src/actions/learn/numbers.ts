/** The numbers of the lesson's steps. Steps 1 to 4 are those of AWS's tutorial; in step 5, the lab is broken and repaired. */
// biome-ignore format: one line for each chapter
export const STEP_NUMBERS = [
  '1.1', '1.2', '1.3', '1.4',
  '2.1', '2.2', '2.3',
  '3',
  '4.1', '4.2', '4.3',
  '5.1', '5.2', '5.3', '5.4', '5.5', '5.6',
] as const;

export type StepNumber = (typeof STEP_NUMBERS)[number];
