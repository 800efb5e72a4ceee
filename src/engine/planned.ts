import { toResourceId } from './context.js';
import type { ProgressEvent } from './events.js';
import type { Resource } from './resource.js';

/** The event with which a run begins: its resources, and what each can only follow. */
export function toPlanned<C, O>(
  resources: readonly Resource<C, O>[],
  ctx: C,
  findAfter: (resource: Resource<C, O>) => readonly Resource<C, O>[],
): ProgressEvent {
  const planned = resources.map((resource) => ({
    resource: toResourceId(resource, ctx),
    after: findAfter(resource).map((other) => toResourceId(other, ctx)),
  }));
  return { type: 'planned', resources: planned };
}
