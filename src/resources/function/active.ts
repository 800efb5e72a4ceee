import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { type FoundFunction, findFunction } from '../../aws/find-function.js';
import { findQuota, toQuotaHint, toQuotaText } from '../../aws/quotas.js';
import { waitUntil } from '../../aws/wait.js';
import type { Hint } from '../../errors.js';
import type { ResourceContext } from '../shared/define.js';

const ACTIVE = ['active', 'inactive', 'activenoninvocable'];

/** What else to wait for, besides leaving Pending. */
interface ActiveWait {
  /** How long `Inactive` counts as pending: Lambda may show late that the function is waking up. */
  readonly inactiveForMs?: number;
  /** Whether a failed update throws. `ensure` repeats a failed update of an earlier run instead. */
  readonly refusesFailedUpdate?: boolean;
  /** A fresh observation that replaces the first read. */
  readonly seen?: FoundFunction | undefined;
}

/** Waits until the function has left Pending (F6.2) and no update is in progress. */
export async function waitUntilActive(
  ctx: ResourceContext,
  { inactiveForMs = 0, refusesFailedUpdate = true, seen }: ActiveWait = {},
): Promise<FoundFunction> {
  const found = await waitUntil(ctx, {
    seen,
    read: () => findFunction(ctx.aws, ctx.resource.name),
    toStatus({ configuration }, elapsedMs) {
      const { State = 'Active', LastUpdateStatus } = configuration;
      if (LastUpdateStatus === 'InProgress') return 'updating';
      if (State === 'Inactive' && elapsedMs < inactiveForMs) return 'waking';
      if (State === 'Inactive' && inactiveForMs > 0) return 'still inactive';
      const isFailedUpdate = refusesFailedUpdate && LastUpdateStatus === 'Failed';
      return isFailedUpdate && ACTIVE.includes(State.toLowerCase()) ? 'not updated' : State;
    },
    pending: ['pending', 'updating', 'waking'],
    done: ACTIVE,
    toReason: ({ configuration }) => toReason(configuration),
    toHint: ({ configuration }) => toHint(configuration),
    absentForMs: 60_000,
  });
  return found as FoundFunction;
}

function findReason(configuration: FunctionConfiguration) {
  const { StateReasonCode, StateReason } = configuration;
  const { LastUpdateStatusReasonCode, LastUpdateStatusReason } = configuration;
  return {
    code: StateReasonCode ?? LastUpdateStatusReasonCode,
    text: StateReason ?? LastUpdateStatusReason,
  };
}

/** Returns Lambda's reason for the function's state, and the quota if a quota is the reason. */
export function toReason(configuration: FunctionConfiguration): string | undefined {
  const { code, text } = findReason(configuration);
  const said = [code, text?.replace(/\.$/, '')].filter(Boolean).join(', ');
  const quota = findQuota(code ?? '');
  return quota ? `${said}. ${toQuotaText(quota)}` : said || undefined;
}

function toHint(configuration: FunctionConfiguration): string | Hint {
  const { code } = findReason(configuration);
  const quota = findQuota(code ?? '');
  if (quota) return toQuotaHint(quota);
  if (code === 'SubnetOutOfIPAddresses') {
    return 'Free some addresses in the subnets, or name other subnets with VALKEY_LAB_SUBNET_IDS. Then run the same command again: it creates the function again.';
  }
  if (configuration.State === 'Inactive') {
    return 'Fix the cause that Lambda gives above, then run the same command again: it wakes the function.';
  }
  return {
    text: 'Run {command},',
    command: ['up'],
    or: {
      text: 'or {command}: it creates a failed function again.',
      command: ['deploy-function'],
    },
  };
}
