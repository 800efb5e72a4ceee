/** The account that the emulator plays: that of the tutorial. */
export interface Account {
  readonly id: string;
  /** Builds an ARN: `arn('elasticache', 'eu-west-1', 'user:a')`. Global services have an empty region. */
  arn(service: string, region: string, resource: string): string;
}

/** The regions of AWS's partitions begin with these prefixes (F7.11). All others are in the partition `aws`. */
const PARTITIONS = {
  'cn-': 'aws-cn',
  'us-gov-': 'aws-us-gov',
  'eusc-': 'aws-eusc',
  'us-iso-': 'aws-iso',
  'us-isob-': 'aws-iso-b',
  'eu-isoe-': 'aws-iso-e',
  'us-isof-': 'aws-iso-f',
};

/** Returns AWS's partition of a region. */
export function toPartition(region: string): string {
  const found = Object.entries(PARTITIONS).find(([prefix]) => region.startsWith(prefix));
  return found?.[1] ?? 'aws';
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
