import { type FoundFunction, findFunction } from '../../aws/find-function.js';
import { waitUntil } from '../../aws/wait.js';
import { LabError } from '../../errors.js';
import { findCache } from '../../resources/shared/cache.js';
import { toFunctionOwned } from '../../resources/shared/ownership.js';
import type { Session } from '../../session/session.js';

/** Finds when the newer one of the function and its cache was created. */
export async function findNewestMs(ctx: Session, found: FoundFunction): Promise<number> {
  const cache = await findCache(ctx);
  return Math.max(toFunctionOwned(ctx, found).createdMs ?? 0, cache?.CreateTime?.getTime() ?? 0);
}

function toMissing({ config, subject }: Session, why = ''): LabError {
  const name = config.names.function;
  return new LabError('RESOURCE_MISSING', `The function ${name} does not exist${why}.`, {
    resource: `function/${name}`,
    hint: subject === 'proof' ? DEPLOY_PROOF : DEPLOY_YOURS,
  });
}

const DEPLOY_PROOF = {
  text: 'Run {command},',
  command: ['deploy-function'],
  or: { text: 'or {command}, first.', command: ['up'] },
};
const DEPLOY_YOURS = {
  text: 'Run {command} first.',
  command: ['deploy-function', 'PATH'],
  or: { text: '{command} shows the functions of the lab.', command: ['status'] },
};

/** @throws LabError RESOURCE_MISSING, because without a local endpoint there is no function */
export async function refuseVacant(session: Session): Promise<never> {
  throw toMissing(session, ': no local endpoint is running');
}

/**
 * Waits until the lab's function is no longer `Pending`, because Lambda refuses calls until then (F6.2).
 * @throws LabError RESOURCE_MISSING, FOREIGN_RESOURCE, RESOURCE_FAILED
 */
export async function findInvocable(ctx: Session): Promise<FoundFunction> {
  const name = ctx.config.names.function;
  const resource = { kind: 'function', name } as const;
  const found = await waitUntil(
    { ...ctx, resource },
    {
      read: () => findFunction(ctx.aws, name),
      toStatus: (one, elapsedMs) => {
        const isTagless = Object.keys(one.tags ?? {}).length === 0;
        // AWS may show the tags of a new function late (F1.14).
        if (isTagless && elapsedMs < ctx.lag.usualMs) return 'without tags so far';
        return one.configuration.State ?? 'unknown';
      },
      failed: ['failed', 'deleting'],
      done: ['active', 'inactive', 'activenoninvocable', 'absent'],
      toReason: ({ configuration }) => configuration.StateReason,
      toHint: () => ({ text: 'Run {command}: it replaces the function.', command: ['up'] }),
    },
  );
  if (!found) throw toMissing(ctx);
  if (toFunctionOwned(ctx, found).owner === 'lab') return found;
  throw new LabError('FOREIGN_RESOURCE', `The function ${name} is not this lab's.`, {
    resource: `function/${name}`,
  });
}
