import * as api from '@aws-sdk/client-ec2';
import type { StaticOperationSchema } from '@smithy/types';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { type ServedOperation, type ServiceModel, serve } from '../../wire/service-model.js';
import { deleteNetworkInterface, describeNetworkInterfaces } from './network-interfaces.js';
import { describeAvailabilityZones, describeSubnets, describeVpcs } from './networks.js';
import { authorize, describeSecurityGroupRules, revoke } from './security-group-rules.js';
import {
  createSecurityGroup,
  deleteSecurityGroup,
  describeSecurityGroups,
  getSecurityGroupsForVpc,
} from './security-groups.js';
import { describeVpcAttribute } from './vpc-attributes.js';

/** EC2: Describe operations for the network, and security groups. */
export const ec2Service: ServiceModel = {
  serviceId: 'EC2',
  signingName: 'ec2',
  protocol: 'ec2Query',
  version: '2016-11-15',
  xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  namespace: 'com.amazonaws.ec2',
  rules: {},
  operations: [
    serveOrTry(api.DescribeVpcs$, describeVpcs),
    serveOrTry(api.DescribeVpcAttribute$, describeVpcAttribute),
    serveOrTry(api.DescribeSubnets$, describeSubnets),
    serveOrTry(api.DescribeAvailabilityZones$, describeAvailabilityZones),
    serveOrTry(api.DescribeSecurityGroups$, describeSecurityGroups),
    serveOrTry(api.DescribeSecurityGroupRules$, describeSecurityGroupRules),
    serveOrTry(api.GetSecurityGroupsForVpc$, getSecurityGroupsForVpc),
    serveOrTry(api.CreateSecurityGroup$, createSecurityGroup),
    serveOrTry(api.DeleteSecurityGroup$, deleteSecurityGroup),
    serveOrTry(api.AuthorizeSecurityGroupIngress$, authorize({ isEgress: false })),
    serveOrTry(api.AuthorizeSecurityGroupEgress$, authorize({ isEgress: true })),
    serveOrTry(api.RevokeSecurityGroupIngress$, revoke({ isEgress: false })),
    serveOrTry(api.RevokeSecurityGroupEgress$, revoke({ isEgress: true })),
    serveOrTry(api.DescribeNetworkInterfaces$, describeNetworkInterfaces),
    serveOrTry(api.DeleteNetworkInterface$, deleteNetworkInterface),
  ],
};

/** With `DryRun`, only checks the permission and answers with an error even then (EC2 API Reference, "Dry run"). */
function serveOrTry<I extends { DryRun?: boolean | undefined }, O extends object | undefined>(
  schema: StaticOperationSchema,
  run: (input: I, context: OperationContext) => O,
): ServedOperation {
  return serve(schema, (input: I, context) => {
    if (!input.DryRun) return run(input, context);
    const message = 'Request would have succeeded, but DryRun flag is set.';
    throw fault('DryRunOperation', message, { status: 412 });
  });
}
