import { type EngineContext, startReads, toResourceContext } from './context.js';
import type { ResourceReport } from './events.js';
import { toReport } from './inspect.js';
import type { Observation, Resource } from './resource.js';

/** Reads the lab's resources that exist. One that cannot be read has the state `not readable`, and the others are still read. */
export async function readExisting<C extends EngineContext, O>(
  resources: readonly Resource<C, O>[],
  ctx: C,
): Promise<ResourceReport[]> {
  const reads = startReads();
  const seen = await Promise.all(
    resources.map(async (resource): Promise<[Resource<C, O>, Observation]> => {
      try {
        return [resource, await resource.inspect(toResourceContext(ctx, resource, reads))];
      } catch {
        return [resource, { state: 'not readable' }];
      }
    }),
  );
  return seen
    .filter(([, { state, owner }]) => state !== 'absent' && owner !== 'foreign')
    .map(([resource, observation]) =>
      toReport(resource, ctx, { observation, action: 'unchanged' }),
    );
}
