import { toTable } from '../../cli/rendering/format.js';
import type { Palette } from '../../cli/rendering/palette.js';
import type { ResourceReport } from '../../engine/events.js';
import type { PlannedChange } from '../../engine/preview.js';

/**
 * The least that a Valkey serverless cache costs while it is there: AWS bills at least 100 MB of storage, about
 * 6 dollars a month (aws/agent-toolkit-for-aws, amazon-elasticache skill, monitoring/cost-reporting.md). A month
 * has 730 hours in AWS's prices. Nothing else of a lab costs anything but by use.
 */
const CACHE_USD_PER_MONTH = 6;
const HOURS_PER_MONTH = 730;

/** What a lab costs at least while it is there, in dollars; it differs by region. */
export interface Cost {
  readonly currency: 'USD';
  readonly minPerMonth: number;
  readonly minPerHour: number;
  readonly source: string;
}

const CACHE_COST: Cost = {
  currency: 'USD',
  minPerMonth: CACHE_USD_PER_MONTH,
  minPerHour: Math.round((CACHE_USD_PER_MONTH / HOURS_PER_MONTH) * 10_000) / 10_000,
  source: 'AWS bills at least 100 MB of Valkey serverless storage; prices differ by region',
};

/** What the table of a dry run does not say. */
export interface DryRun {
  readonly changes: readonly PlannedChange[];
  /** Of what would be there, or would be no more; null where nothing is paid for. */
  readonly cost: Cost | null;
}

/** @param local whether it is the endpoint on this machine, where nothing is paid for */
export function toDryRun(
  resources: readonly ResourceReport[],
  changes: readonly PlannedChange[],
  local: boolean,
): DryRun {
  const cache = resources.find(({ kind }) => kind === 'serverless-cache');
  const isPaid = !local && cache && !['absent', 'kept'].includes(cache.action);
  return { changes, cost: isPaid ? CACHE_COST : null };
}

/** The members of the JSON document. */
export function toDryRunMembers({ changes, cost }: DryRun) {
  return {
    changes: changes.map(({ resource, field, from = null, to = null }) => {
      return { resource, field, from, to };
    }),
    cost,
  };
}

/** The same for a person, below the table. */
export function toDryRunLines(
  { changes, cost }: DryRun,
  { isDown, local }: { readonly isDown: boolean; readonly local: boolean },
  palette: Palette,
): string[] {
  const rows = changes.map(({ resource, field, from, to }) => [
    `  ${resource.replace('/', ' ')}`,
    to === undefined ? field : `${field}: ${from || 'none'} -> ${to || 'none'}`,
  ]);
  const lines = rows.length > 0 ? [palette.bold('Changed'), ...toTable(rows)] : [];
  const { minPerMonth, minPerHour, source } = CACHE_COST;
  const amount = `about $${minPerMonth} a month, $${minPerHour} an hour`;
  if (local) {
    return [...lines, palette.dim(`It costs nothing on this machine; on AWS at least ${amount}.`)];
  }
  if (!cost) return lines;
  const text = isDown
    ? `The cache no longer costs ${amount}`
    : `The cache costs at least ${amount}`;
  return [...lines, `${text}.`, palette.dim(`  (${source}.)`)];
}
