import {
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import { ec2Service } from '../../../src/emulator/services/ec2/index.js';
import type { Ec2State } from '../../../src/emulator/state/ec2.js';
import { startEndpoint, type TestEndpoint } from './endpoint.js';

/** EC2 alone, behind the real server, at AWS's pace. */
export interface Ec2Lab {
  readonly endpoint: TestEndpoint;
  readonly client: EC2Client;
  /** The state of us-east-1. */
  readonly state: Ec2State;
  /** Creates a security group with this name. Returns its id. */
  createGroup(name: string): Promise<string>;
  /** Finds the security groups with these names. */
  findGroups(...names: string[]): Promise<SecurityGroup[]>;
  close(): Promise<void>;
}

/** Starts it. */
export async function startEc2Lab(): Promise<Ec2Lab> {
  const endpoint = await startEndpoint({ services: [ec2Service], paceFactor: 1 });
  // After a test moves the clock, the SDK corrects its own clock at the first refusal.
  const client = new EC2Client({ ...endpoint.config, maxAttempts: 2 });
  return {
    endpoint,
    client,
    state: endpoint.aws.region('us-east-1').ec2,
    async createGroup(name) {
      const input = { GroupName: name, Description: 'for a test' };
      const { GroupId = '' } = await client.send(new CreateSecurityGroupCommand(input));
      return GroupId;
    },
    async findGroups(...names) {
      const input = { Filters: filter('group-name', ...names) };
      return (await client.send(new DescribeSecurityGroupsCommand(input))).SecurityGroups ?? [];
    },
    async close() {
      client.destroy();
      await endpoint.close();
    },
  };
}

/** Builds a filter of a Describe call. */
export const filter = (Name: string, ...Values: string[]) => [{ Name, Values }];

/** Creates a network interface of a function. By default, no function uses it any more. */
export function addInterface(
  state: Ec2State,
  facts: { securityGroupIds?: string[]; functionArns?: Set<string>; releasedAtMs?: number },
): void {
  const [subnet] = [...state.subnets.values()];
  state.networkInterfaces.set('eni-1', {
    id: 'eni-1',
    subnetId: subnet?.id ?? '',
    vpcId: subnet?.vpcId ?? '',
    securityGroupIds: [...state.securityGroups.keys()].slice(0, 1),
    description: 'AWS Lambda VPC ENI-f-1',
    privateIp: '172.31.0.10',
    functionArns: new Set(),
    roleName: 'role-1',
    ...facts,
  });
}
