/** The account that the emulator plays: that of the tutorial. */
export interface Account {
  readonly id: string;
  /** Builds an ARN: `arn('elasticache', 'eu-west-1', 'user:a')`. Those of IAM and STS have the region's partition only. */
  arn(service: string, region: string, resource: string): string;
}

const DEFAULT_PARTITION = 'aws';
/** The regions of the other partitions begin with these prefixes (F7.11). */
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
  return found?.[1] ?? DEFAULT_PARTITION;
}

export const PARTITION_NAMES: readonly string[] = [DEFAULT_PARTITION, ...Object.values(PARTITIONS)];

export const DEFAULT_ACCOUNT_ID = '123456789012';

const GLOBAL_SERVICES = ['iam', 'sts'];

/** Creates an account. It is in every partition, because the endpoint plays every region. */
export function createAccount(id = DEFAULT_ACCOUNT_ID): Account {
  return {
    id,
    arn(service, region, resource) {
      const place = GLOBAL_SERVICES.includes(service) ? '' : region;
      return `arn:${toPartition(region)}:${service}:${place}:${id}:${resource}`;
    },
  };
}
