import {
  AuthorizeSecurityGroupEgress$,
  AuthorizeSecurityGroupIngress$,
  CreateSecurityGroup$,
  DeleteNetworkInterface$,
  DeleteSecurityGroup$,
  DescribeAvailabilityZones$,
  DescribeNetworkInterfaces$,
  DescribeSecurityGroupRules$,
  DescribeSecurityGroups$,
  DescribeSubnets$,
  DescribeVpcs$,
  GetSecurityGroupsForVpc$,
  RevokeSecurityGroupEgress$,
  RevokeSecurityGroupIngress$,
} from '@aws-sdk/client-ec2';
import type { StaticOperationSchema } from '@smithy/types';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { type ServedOperation, type ServiceModel, serve } from '../../wire/service-model.js';
import { deleteNetworkInterface, describeNetworkInterfaces } from './network-interfaces.js';
import { describeAvailabilityZones, describeSubnets, describeVpcs } from './networks.js';
import {
  authorizeSecurityGroupEgress,
  authorizeSecurityGroupIngress,
  describeSecurityGroupRules,
  revokeSecurityGroupEgress,
  revokeSecurityGroupIngress,
} from './security-group-rules.js';
import {
  createSecurityGroup,
  deleteSecurityGroup,
  describeSecurityGroups,
  getSecurityGroupsForVpc,
} from './security-groups.js';

/** EC2's look-ups of the network, and its security groups. */
export const ec2Service: ServiceModel = {
  serviceId: 'EC2',
  signingName: 'ec2',
  protocol: 'ec2Query',
  version: '2016-11-15',
  xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  namespace: 'com.amazonaws.ec2',
  rules: {},
  operations: [
    serveOrTry(DescribeVpcs$, describeVpcs),
    serveOrTry(DescribeSubnets$, describeSubnets),
    serveOrTry(DescribeAvailabilityZones$, describeAvailabilityZones),
    serveOrTry(DescribeSecurityGroups$, describeSecurityGroups),
    serveOrTry(DescribeSecurityGroupRules$, describeSecurityGroupRules),
    serveOrTry(GetSecurityGroupsForVpc$, getSecurityGroupsForVpc),
    serveOrTry(CreateSecurityGroup$, createSecurityGroup),
    serveOrTry(DeleteSecurityGroup$, deleteSecurityGroup),
    serveOrTry(AuthorizeSecurityGroupIngress$, authorizeSecurityGroupIngress),
    serveOrTry(AuthorizeSecurityGroupEgress$, authorizeSecurityGroupEgress),
    serveOrTry(RevokeSecurityGroupIngress$, revokeSecurityGroupIngress),
    serveOrTry(RevokeSecurityGroupEgress$, revokeSecurityGroupEgress),
    serveOrTry(DescribeNetworkInterfaces$, describeNetworkInterfaces),
    serveOrTry(DeleteNetworkInterface$, deleteNetworkInterface),
  ],
};

/** With `DryRun` only the permission is checked, and the good news is an error too (EC2 API Reference, "Dry run"). */
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
