import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { type FoundFunction, findFunction } from '../../aws/find-function.js';
import { findQuota, toQuotaHint, toQuotaText } from '../../aws/quotas.js';
import { waitUntil } from '../../aws/wait.js';
import type { ResourceContext } from '../shared/define.js';

const ACTIVE = ['active', 'inactive', 'activenoninvocable'];

/** What it is waited for, besides the end of Pending. */
export interface ActiveWait {
  /** How long `Inactive` counts as pending: Lambda may not yet show that it is being woken. */
  readonly inactiveForMs?: number;
  /** Whether an update that failed is a failure: one that was found so is not, it is made again. */
  readonly refusesFailedUpdate?: boolean;
  /** What has just been read: it stands for the first read. */
  readonly seen?: FoundFunction | undefined;
}

/** Ends Pending and an update that is in progress. */
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

/** Lambda's own words for what it could not do, with the quota where it is one. */
export function toReason(configuration: FunctionConfiguration): string | undefined {
  const { code, text } = findReason(configuration);
  const said = [code, text?.replace(/\.$/, '')].filter(Boolean).join(', ');
  const quota = findQuota(code ?? '');
  return quota ? `${said}. ${toQuotaText(quota)}` : said || undefined;
}

function toHint(configuration: FunctionConfiguration): string {
  const { code } = findReason(configuration);
  const quota = findQuota(code ?? '');
  if (quota) return toQuotaHint(quota);
  if (code === 'SubnetOutOfIPAddresses') {
    return 'Free addresses in the subnets, or name others with VALKEY_LAB_SUBNET_IDS; then run the same command again: it makes the function anew.';
  }
  if (configuration.State === 'Inactive') {
    return 'Mend what Lambda says above, then run the same command again: it wakes the function.';
  }
  return 'Run `valkey-lab up`, or `valkey-lab deploy-function`: it makes anew what Lambda will not mend.';
}
