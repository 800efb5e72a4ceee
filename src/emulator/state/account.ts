/** The account that the emulator plays: the tutorial's. */
export interface Account {
  readonly id: string;
  /** `arn('elasticache', 'eu-west-1', 'user:a')`; an empty region for global services. */
  arn(service: string, region: string, resource: string): string;
}

/** AWS's partition of a region (`aws`, `aws-cn`, `aws-us-gov`). */
export function toPartition(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}

/** An account by its number; IAM's ARNs are of partition `aws`. */
export function createAccount(id = '123456789012'): Account {
  return {
    id,
    arn: (service, region, resource) =>
      `arn:${toPartition(region)}:${service}:${region}:${id}:${resource}`,
  };
}
