import type { ResourceReport } from '../engine/events.js';

/**
 * The minimum price of a Valkey serverless cache, for 100 MB of storage (F1.9). In AWS's prices a month has
 * 730 hours. AWS bills the other resources of a lab only when they are used.
 */
const CACHE_USD_PER_MONTH = 6;
const HOURS_PER_MONTH = 730;

/** The minimum price of a lab in dollars. Prices differ by region. */
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

/** Returns the price that a dry run would add or end; null without a cache, and on the local endpoint. */
export function findCost(
  resources: readonly ResourceReport[],
  { local }: { readonly local: boolean },
): Cost | null {
  const cache = resources.find(({ kind }) => kind === 'serverless-cache');
  const isPaid = !local && cache && !['absent', 'kept'].includes(cache.action);
  return isPaid ? CACHE_COST : null;
}
