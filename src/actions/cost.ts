import type { ResourceReport } from '../engine/events.js';
import type { LabConfig } from '../session/config.js';

/** AWS's prices for a Valkey serverless cache in us-east-1 (F1.13). AWS bills the other resources of a lab when they are used. */
const PRICES = {
  usdPerGbHour: 0.084,
  usdPerMillionEcpus: 0.0023,
  /** AWS bills at least this much storage (F1.9). */
  minGb: 0.1,
  source: 'aws.amazon.com/elasticache/pricing, us-east-1, June 2026; prices differ by region',
} as const;

/** In AWS's prices, a month has 730 hours. */
const HOURS_PER_MONTH = 730;

/** The price of a lab's cache in dollars: at least, and at most as long as its limits hold. */
export interface Cost {
  readonly currency: 'USD';
  readonly minPerMonth: number;
  readonly minPerHour: number;
  readonly maxPerMonth: number;
  readonly source: string;
}

type Limits = Pick<LabConfig, 'maxStorageGb' | 'maxEcpu'>;

/** Returns the price of the cache that the run leaves, or that a dry run would add or end; null without a cache, and on the local endpoint. */
export function findCost(
  resources: readonly ResourceReport[],
  { local, limits }: { readonly local: boolean; readonly limits: Limits },
): Cost | null {
  const cache = resources.find(({ kind }) => kind === 'serverless-cache');
  const isPaid = !local && cache && !['absent', 'kept'].includes(cache.action);
  return isPaid ? toCost(limits) : null;
}

/** Returns the price of a cache with these limits. */
export function toCost({ maxStorageGb, maxEcpu }: Limits): Cost {
  const { usdPerGbHour, usdPerMillionEcpus, minGb, source } = PRICES;
  const minPerHour = usdPerGbHour * minGb;
  const ecpusPerHour = maxEcpu * 3600;
  const maxPerHour = usdPerGbHour * maxStorageGb + (usdPerMillionEcpus * ecpusPerHour) / 1_000_000;
  return {
    currency: 'USD',
    minPerMonth: round(minPerHour * HOURS_PER_MONTH, 2),
    minPerHour: round(minPerHour, 4),
    maxPerMonth: round(maxPerHour * HOURS_PER_MONTH, 2),
    source,
  };
}

function round(amount: number, digits: number): number {
  return Number(amount.toFixed(digits));
}
