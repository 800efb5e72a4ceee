import type { LabConfig } from '../../session/config.js';
import { toNeededNetwork } from './lab.js';

/**
 * Returns the lines of a shell that look up what the configuration does not name: `$subnets`, the default subnets of the default
 * VPC; and `$groups`, the default security group of the VPC. A public lab needs none.
 */
export function renderLookUp(config: LabConfig): string[] {
  const { needsSubnets, needsGroups } = toNeededNetwork(config);
  if (!needsSubnets && !needsGroups) return [];
  return [
    ...(needsSubnets ? DEFAULT_SUBNETS : toVpc(config.subnetIds)),
    ...(needsGroups ? DEFAULT_GROUP : []),
  ];
}

/** Lambda takes at most 16 subnets (F6.1). */
const DEFAULT_SUBNETS = [
  'network=$(aws ec2 describe-subnets --filters Name=default-for-az,Values=true \\',
  `  --query "[Subnets[0].VpcId, join(',', Subnets[:16].SubnetId)]" --output text)`,
  'read -r vpc subnets <<< "$network"',
];

const toVpc = ([subnetId]: readonly string[]) => [
  `vpc=$(aws ec2 describe-subnets --subnet-ids ${subnetId} \\`,
  "  --query 'Subnets[0].VpcId' --output text)",
];

const DEFAULT_GROUP = [
  'groups=$(aws ec2 describe-security-groups \\',
  '  --filters "Name=vpc-id,Values=$vpc" Name=group-name,Values=default \\',
  "  --query 'SecurityGroups[0].GroupId' --output text)",
];
