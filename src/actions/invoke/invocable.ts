import { type FoundFunction, findFunction } from '../../aws/find-function.js';
import { waitUntil } from '../../aws/wait.js';
import { LabError } from '../../errors.js';
import { toOwner } from '../../resources/shared/ownership.js';
import type { Session } from '../../session/session.js';

function toMissing(name: string, why = ''): LabError {
  return new LabError('RESOURCE_MISSING', `The function ${name} does not exist${why}.`, {
    resource: `function/${name}`,
    hint: {
      text: 'Run {command},',
      command: ['deploy-function'],
      or: { text: 'or {command}, first.', command: ['up'] },
    },
  });
}

/** @throws LabError RESOURCE_MISSING, because without a local endpoint there is no function */
export async function refuseVacant({ config }: Session): Promise<never> {
  throw toMissing(config.names.function, ': no local endpoint is running');
}

/**
 * Waits until the lab's function is no longer `Pending`, because Lambda refuses calls until then (F6.2).
 * @throws LabError RESOURCE_MISSING, FOREIGN_RESOURCE, RESOURCE_FAILED
 */
export async function findInvocable(ctx: Session): Promise<FoundFunction> {
  const name = ctx.config.names.function;
  const resource = { kind: 'function', name } as const;
  const found = await waitUntil(
    { resource, signal: ctx.signal, report: ctx.report },
    {
      read: () => findFunction(ctx.aws, name),
      toStatus: ({ configuration }) => configuration.State ?? 'Active',
      pending: ['pending'],
      done: ['active', 'inactive', 'activenoninvocable', 'absent'],
      toReason: ({ configuration }) => configuration.StateReason,
      toHint: () => ({ text: 'Run {command}: it replaces the function.', command: ['up'] }),
    },
  );
  if (!found) throw toMissing(name);
  if (toOwner(ctx, found.tags) === 'lab') return found;
  throw new LabError('FOREIGN_RESOURCE', `The function ${name} is not this lab's.`, {
    resource: `function/${name}`,
  });
}
