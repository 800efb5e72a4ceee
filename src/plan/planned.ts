import type { ProgressEvent } from './events.js';
import { type LabContext, type Step, toResource } from './step.js';

/** The event with which a run begins: its steps, and what each can only follow. */
export function toPlanned(
  steps: readonly Step[],
  ctx: LabContext,
  findAfter: (step: Step) => readonly Step[],
): ProgressEvent {
  const planned = steps.map((step) => ({
    resource: toResource(step, ctx),
    after: findAfter(step).map((other) => toResource(other, ctx)),
  }));
  return { type: 'planned', steps: planned };
}
