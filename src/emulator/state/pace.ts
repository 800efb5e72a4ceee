/** How long AWS takes for each change, in milliseconds. */
export interface Pace {
  readonly userMs: number;
  readonly userGroupMs: number;
  readonly cacheCreateMs: number;
  readonly cacheModifyMs: number;
  readonly cacheDeleteMs: number;
  /** Until Lambda can assume a role that has just been made. */
  readonly rolePropagationMs: number;
  /** Until GetRole shows the ARN of a role that has just been made. */
  readonly roleArnMs: number;
  /** Until a policy that has just been attached is seen. */
  readonly policyPropagationMs: number;
  /** How long a function with a VPC stays `Pending`. */
  readonly functionCreateMs: number;
  readonly functionUpdateMs: number;
  /** How long network interfaces outlive their function. */
  readonly networkInterfaceMs: number;
  /** Until a log line can be read. */
  readonly logsMs: number;
}

/** `instant`, `real`, or a factor of `real` such as `0.2`. */
export type PaceName = 'instant' | 'real' | `${number}`;

/** The factor that a pace's name stands for, or undefined when it is not a pace. */
export function parsePace(name: string): number | undefined {
  if (name === 'instant') return 0;
  if (name === 'real') return 1;
  if (!/^\d+(\.\d+)?$/.test(name)) return undefined;
  return Number(name);
}

/**
 * AWS's waiting times, each multiplied by `factor` (0 is `instant`): medians of what others report (F1.12;
 * docs/LOCAL.md lists them).
 */
export function createPace(factor: number): Pace {
  const scale = (ms: number): number => Math.round(ms * factor);
  return {
    userMs: scale(5_000),
    userGroupMs: scale(10_000),
    cacheCreateMs: scale(120_000),
    cacheModifyMs: scale(120_000),
    cacheDeleteMs: scale(120_000),
    rolePropagationMs: scale(10_000),
    roleArnMs: scale(2_000),
    policyPropagationMs: scale(5_000),
    functionCreateMs: scale(45_000),
    functionUpdateMs: scale(5_000),
    networkInterfaceMs: scale(900_000),
    logsMs: scale(3_000),
  };
}
