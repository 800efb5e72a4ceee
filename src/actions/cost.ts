import type { ResourceReport } from '../engine/events.js';

/**
 * The least that a Valkey serverless cache costs while it exists: AWS bills at least 100 MB of storage, about
 * 6 dollars a month (aws/agent-toolkit-for-aws, amazon-elasticache skill, monitoring/cost-reporting.md). A month
 * has 730 hours in AWS's prices. Nothing else of a lab costs anything but by use.
 */
const CACHE_USD_PER_MONTH = 6;
const HOURS_PER_MONTH = 730;

/** What a lab costs at least while it exists, in dollars; it differs by region. */
export interface Cost {
  readonly currency: 'USD';
  readonly minPerMonth: number;
  readonly minPerHour: number;
  readonly source: string;
}

export const CACHE_COST: Cost = {
  currency: 'USD',
  minPerMonth: CACHE_USD_PER_MONTH,
  minPerHour: Math.round((CACHE_USD_PER_MONTH / HOURS_PER_MONTH) * 10_000) / 10_000,
  source: 'AWS bills at least 100 MB of Valkey serverless storage; prices differ by region',
};

/** What the lab of a dry run would cost, or would cost no more; null where nothing is paid for. */
export function findCost(
  resources: readonly ResourceReport[],
  { local }: { readonly local: boolean },
): Cost | null {
  const cache = resources.find(({ kind }) => kind === 'serverless-cache');
  const isPaid = !local && cache && !['absent', 'kept'].includes(cache.action);
  return isPaid ? CACHE_COST : null;
}
