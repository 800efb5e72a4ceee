import { inspectAll } from '../../engine/inspect.js';
import { toCreatedMs, toOwnership } from '../../engine/lab-tags.js';
import type { Observation } from '../../engine/resource.js';
import type { LabBlueprint } from '../../resources/shared/blueprint.js';
import type { Check, Said } from '../../resources/shared/check.js';
import type { Session } from '../../session/session.js';

/** Checks whether foreign resources have names of the lab, and names their owners. */
export function createNamesCheck<O>({ resources }: LabBlueprint<O>): Check<Session> {
  return {
    name: 'names',
    async run(ctx): Promise<Said | Said[]> {
      const seen = await inspectAll(resources, ctx);
      const taken = resources.flatMap((resource): Said[] => {
        const observation = seen.get(resource.name);
        if (observation?.owner !== 'foreign' || observation.isBystander) return [];
        return [
          {
            state: 'failed',
            message: `${resource.kind} ${resource.label(ctx)} exists and ${describeOwner(observation)}.`,
            remedy: 'Choose other names with --lab NAME or the VALKEY_LAB_* variables.',
          },
        ];
      });
      if (taken.length > 0) return taken;
      const lab = ctx.config.lab || 'default';
      const exists = resources.some(({ name }) => seen.get(name)?.owner === 'lab');
      const message = exists
        ? `The lab "${lab}" exists here.`
        : `All names of the lab "${lab}" are free.`;
      return { state: 'ok', message };
    },
  };
}

function describeOwner({ tags }: Observation): string {
  if (!tags) return "is not this lab's; its tags cannot be read";
  const owner = toOwnership(tags);
  if (!owner) return 'was not created by valkey-lab';
  const createdMs = toCreatedMs(tags);
  const when = createdMs === undefined ? '' : `, created ${new Date(createdMs).toISOString()}`;
  return `belongs to the lab "${owner.lab || 'default'}" in ${owner.region}${when}`;
}
