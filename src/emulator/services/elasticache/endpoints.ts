import { decide } from '../../iam/evaluate.js';
import { toRefusalText } from '../../iam/refusal.js';
import { toCallerArn } from '../../state/credentials.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import type { CacheNetwork } from './network.js';

interface Need {
  readonly action: string;
  readonly resources: readonly string[];
  readonly keys: Readonly<Record<string, string>>;
}

/**
 * Checks that the caller may create the VPC endpoints of a cache, because ElastiCache creates them on the caller's behalf (F10.1,
 * F10.8). Throws AccessDenied.
 */
export function requireEndpointPermissions(
  { subnetIds, securityGroupIds }: CacheNetwork,
  { account, aws, caller, clock, region, state }: OperationContext,
): void {
  const { principal } = caller;
  const arn = (resource: string) => account.arn('ec2', region, resource);
  const vpcId = state.ec2.subnets.get(subnetIds[0] ?? '')?.vpcId ?? '';
  const service = `com.amazonaws.elasticache.serverless.${region}.vpce-svc-0123456789abcdef0`;
  const needs: readonly Need[] = [
    {
      action: 'ec2:CreateVpcEndpoint',
      resources: [arn('vpc-endpoint/*')],
      keys: { 'ec2:VpceServiceName': service },
    },
    {
      action: 'ec2:CreateVpcEndpoint',
      resources: [`vpc/${vpcId}`, ...subnetIds.map((id) => `subnet/${id}`)]
        .concat(securityGroupIds.map((id) => `security-group/${id}`))
        .map(arn),
      keys: {},
    },
    {
      action: 'ec2:CreateTags',
      resources: [arn('vpc-endpoint/*')],
      keys: {
        'ec2:CreateAction': 'CreateVpcEndpoint',
        'aws:RequestTag/AmazonElastiCacheManaged': 'true',
      },
    },
  ];
  for (const { action, resources, keys } of needs) {
    const decision = decide({ aws, principal, action, resources, keys, nowMs: clock.now() });
    if (decision.allowed) continue;
    const user = toCallerArn(principal, { account, region });
    const { refusal } = decision;
    const text = toRefusalText({ user, action, resource: resources[0] ?? '*', refusal });
    throw fault('AccessDenied', text, { status: 403 });
  }
}
