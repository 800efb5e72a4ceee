/** The duration of each of AWS's changes, in milliseconds. */
export interface Pace {
  readonly userMs: number;
  readonly userGroupMs: number;
  readonly cacheCreateMs: number;
  readonly publicCacheCreateMs: number;
  readonly cacheModifyMs: number;
  readonly cacheDeleteMs: number;
  /** Until Lambda can assume a new role. */
  readonly rolePropagationMs: number;
  /** Until GetRole shows the ARN of a new role. */
  readonly roleArnMs: number;
  /** Until services see a newly attached policy. */
  readonly policyPropagationMs: number;
  /** How long a function in a VPC is `Pending`. */
  readonly functionCreateMs: number;
  readonly functionUpdateMs: number;
  /** How long a network interface stays in use after its function is deleted. */
  readonly interfaceReleaseMs: number;
  /** How long a network interface outlives its function, if no caller deletes it. */
  readonly networkInterfaceMs: number;
  /** Until a log line can be read. */
  readonly logsMs: number;
  /** How late AWS is where an assumption says so. Never zero: at the pace `instant`, programs must see it too. */
  readonly lagMs: number;
}

const SHORTEST_LAG_MS = 1_000;

/** `instant`, `real`, or a factor of `real` such as `0.2`. */
export type PaceName = 'instant' | 'real' | `${number}`;

/** Parses the name of a pace to its factor. Returns undefined for an invalid name. */
export function parsePace(name: string): number | undefined {
  if (name === 'instant') return 0;
  if (name === 'real') return 1;
  if (!/^\d+(\.\d+)?$/.test(name)) return undefined;
  return Number(name);
}

/**
 * Returns AWS's waiting times multiplied by `factor` (0: `instant`). They are medians of reported times (F1.12;
 * docs/LOCAL.md lists them).
 */
export function createPace(factor: number): Pace {
  const scale = (ms: number): number => Math.round(ms * factor);
  return {
    userMs: scale(5_000),
    userGroupMs: scale(10_000),
    cacheCreateMs: scale(120_000),
    publicCacheCreateMs: scale(45_000),
    cacheModifyMs: scale(120_000),
    cacheDeleteMs: scale(120_000),
    rolePropagationMs: scale(10_000),
    roleArnMs: scale(2_000),
    policyPropagationMs: scale(5_000),
    functionCreateMs: scale(45_000),
    functionUpdateMs: scale(5_000),
    interfaceReleaseMs: scale(240_000),
    networkInterfaceMs: scale(900_000),
    logsMs: scale(3_000),
    lagMs: Math.max(scale(5_000), SHORTEST_LAG_MS),
  };
}
