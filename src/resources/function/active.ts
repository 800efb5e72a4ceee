import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { type FoundFunction, findFunction } from '../../aws/find-function.js';
import { findQuota, toQuotaHint, toQuotaText } from '../../aws/quotas.js';
import { STALE_FOR_MS, waitUntil } from '../../aws/wait.js';
import type { Hint } from '../../errors.js';
import type { ResourceContext } from '../shared/define.js';

const ACTIVE = ['active', 'inactive', 'activenoninvocable'];

const UPDATED = ['successful', 'failed'];

/** Returns the function's state in lower case. */
export function toState({ configuration }: FoundFunction): string {
  return (configuration.State ?? 'unknown').toLowerCase();
}

/** What else to wait for, besides leaving Pending. */
interface ActiveWait {
  /** How long `Inactive` counts as pending: Lambda may show late that the function is waking up. */
  readonly inactiveForMs?: number;
  /** Whether a failed update throws. `ensure` repeats a failed update of an earlier run instead. */
  readonly refusesFailedUpdate?: boolean;
  /** The function from before a change: AWS may still show it for a while (F1.14). */
  readonly before?: FoundFunction;
  /** A fresh observation that replaces the first read. */
  readonly seen?: FoundFunction | undefined;
}

/** Waits until the function has left Pending (F6.2) and no update is in progress. */
export async function waitUntilActive(
  ctx: ResourceContext,
  { inactiveForMs = 0, refusesFailedUpdate = true, before, seen }: ActiveWait = {},
): Promise<FoundFunction> {
  const found = await waitUntil(ctx, {
    seen,
    read: () => findFunction(ctx.aws, ctx.resource.name),
    toStatus(one, elapsedMs) {
      const { RevisionId } = one.configuration;
      const isBefore = RevisionId !== undefined && RevisionId === before?.configuration.RevisionId;
      const state = toState(one);
      if (!ACTIVE.includes(state)) return state;
      const update = toUpdateStatus(one);
      const isUpdated = UPDATED.includes(update);
      if (!isUpdated || (isBefore && elapsedMs < STALE_FOR_MS)) return 'updating';
      if (state === 'inactive' && elapsedMs < inactiveForMs) return 'waking';
      if (state === 'inactive' && inactiveForMs > 0) return 'still inactive';
      return refusesFailedUpdate && update === 'failed' ? 'not updated' : state;
    },
    done: ACTIVE,
    failed: ['failed', 'deleting', 'still inactive', 'not updated'],
    toReason: ({ configuration }) => toReason(configuration),
    toHint: ({ configuration }) => toHint(configuration),
    absentForMs: 60_000,
  });
  return found as FoundFunction;
}

/** Returns the status of the last update in lower case. */
export function toUpdateStatus({ configuration }: FoundFunction): string {
  return (configuration.LastUpdateStatus ?? 'unknown').toLowerCase();
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
  if (configuration.State?.toLowerCase() === 'inactive') {
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
