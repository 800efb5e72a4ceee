import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  paginateDescribeSubnets,
  type Subnet,
} from '@aws-sdk/client-ec2';
import { attempt, isNotFound, LAG_LIMIT_MS, type Probe, toTagList } from '../probe.js';

/** The network of the default VPC. */
export interface Network {
  readonly vpcId: string;
  /** One subnet for each zone. */
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
}

/** Finds the default VPC, its default subnets and its default security group. */
export async function findNetwork({ target }: Probe): Promise<Network> {
  const { ec2 } = target.clients;
  const subnets: Subnet[] = [];
  const Filters = [{ Name: 'default-for-az', Values: ['true'] }];
  for await (const { Subnets } of paginateDescribeSubnets({ client: ec2 }, { Filters })) {
    subnets.push(...(Subnets ?? []));
  }
  const vpcId = subnets[0]?.VpcId;
  if (vpcId === undefined) throw new Error('This region has no default VPC with default subnets.');
  const groups = await ec2.send(
    new DescribeSecurityGroupsCommand({
      Filters: [
        { Name: 'vpc-id', Values: [vpcId] },
        { Name: 'group-name', Values: ['default'] },
      ],
    }),
  );
  const securityGroupId = groups.SecurityGroups?.[0]?.GroupId ?? '';
  return { vpcId, securityGroupId, subnetIds: subnets.flatMap(({ SubnetId }) => SubnetId ?? []) };
}

/** Creates a security group, which nothing uses, and reads it at once and after a change. */
export async function probeNetworkReads(probe: Probe, { vpcId }: Network): Promise<void> {
  const { target, journal, names, tags } = probe;
  const { ec2 } = target.clients;
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({
      ...{ GroupName: names.securityGroup, VpcId: vpcId },
      Description: 'A probe of valkey-lab',
      TagSpecifications: [{ ResourceType: 'security-group', Tags: toTagList(tags) }],
    }),
  );
  const read = async () => {
    const command = new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] });
    return attempt(ec2.send(command).then(({ SecurityGroups }) => SecurityGroups?.[0]));
  };
  const created = await read();
  await target.sleep(LAG_LIMIT_MS);
  const rule = { IpProtocol: 'tcp', FromPort: 6379, ToPort: 6379, CidrIp: '10.0.0.0/8' };
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, ...rule }));
  const changed = await read();
  const hasRule = changed.ok && (changed.value?.IpPermissions ?? []).length > 0;
  if (created.ok && !created.value) journal.observe('ec2-reads', 'empty');
  else if (!changed.ok && isNotFound(changed)) journal.observe('ec2-reads', 'not-found');
  else journal.observe('ec2-reads', created.ok && hasRule ? 'at-once' : 'stale');
}
