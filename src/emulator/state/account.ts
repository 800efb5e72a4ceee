/** The account that the emulator plays: that of the tutorial. */
export interface Account {
  readonly id: string;
  /** Builds an ARN: `arn('elasticache', 'eu-west-1', 'user:a')`. Global services have an empty region. */
  arn(service: string, region: string, resource: string): string;
}

/** Returns AWS's partition of a region (`aws`, `aws-cn`, `aws-us-gov`). */
export function toPartition(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}

export const DEFAULT_ACCOUNT_ID = '123456789012';

/** Creates an account. IAM's ARNs have the partition `aws`. */
export function createAccount(id = DEFAULT_ACCOUNT_ID): Account {
  return {
    id,
    arn: (service, region, resource) =>
      `arn:${toPartition(region)}:${service}:${region}:${id}:${resource}`,
  };
}
