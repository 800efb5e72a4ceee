import { partition } from '@aws-sdk/core/client';

/**
 * IAM is global. Its requests go to one region of each partition, which is what `aws:RequestedRegion` then contains (F7.11).
 */
const IAM_REGIONS: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-eusc': 'eusc-de-east-1',
  'aws-iso': 'us-iso-east-1',
  'aws-iso-b': 'us-isob-east-1',
  'aws-iso-e': 'eu-isoe-west-1',
  'aws-iso-f': 'us-isof-south-1',
};

/** Returns the partition of a region, by the SDK's own list. */
export function findPartition(region: string): string {
  return partition(region).name;
}

/** Returns the region of IAM's requests in a partition. */
export function findIamRegion(partitionName: string): string | undefined {
  return IAM_REGIONS[partitionName];
}
