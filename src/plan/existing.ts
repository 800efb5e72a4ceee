import type { ResourceReport } from './events.js';
import { toReport } from './inspect.js';
import { type LabContext, type Observation, type Step, toStepContext } from './step.js';

/** What there is of the lab; what cannot be read is in it as `not readable`, and stops nothing. */
export async function readExisting(
  steps: readonly Step[],
  ctx: LabContext,
): Promise<ResourceReport[]> {
  const reads = new Map<string, Promise<unknown>>();
  const seen = await Promise.all(
    steps.map(async (step): Promise<[Step, Observation]> => {
      try {
        return [step, await step.inspect(toStepContext(ctx, step, reads))];
      } catch {
        return [step, { state: 'not readable' }];
      }
    }),
  );
  return seen
    .filter(([, { state, owner }]) => state !== 'absent' && owner !== 'foreign')
    .map(([step, observation]) => toReport(step, ctx, { observation, action: 'unchanged' }));
}
