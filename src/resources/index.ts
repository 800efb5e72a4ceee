import type { Fulfilled, OutputsOf } from '../engine/blueprint.js';
import { deploymentPackage } from './deployment-package/index.js';
import { lambdaFunction } from './function/index.js';
import { logGroup } from './log-group/index.js';
import { network } from './network/index.js';
import { networkInterfaces } from './network-interface/index.js';
import { policy } from './policy/index.js';
import { connectAttachment, executionAttachment } from './policy-attachment/index.js';
import { role } from './role/index.js';
import { serverlessCache } from './serverless-cache/index.js';
import type { LabBlueprint } from './shared/blueprint.js';
import { defaultUser, iamUser } from './user/index.js';
import { userGroup } from './user-group/index.js';
import { cacheUserGroup } from './user-group-attachment/index.js';

/** Exported for `learn`, which shows these settings in commands of the AWS CLI. */
export { toConfiguration } from './function/configuration.js';
/** Exported for `doctor`: the VPC limits a permission. */
export { findVpcId } from './network/find.js';
export { connectPermission, toConnectPolicy } from './policy/index.js';
export { toTrustPolicy } from './role/index.js';
export { toUsageLimits } from './serverless-cache/changes.js';

/** Exported for actions that read a single resource. */
export {
  defaultUser,
  executionAttachment,
  iamUser,
  lambdaFunction,
  logGroup,
  policy,
  role,
  serverlessCache,
  userGroup,
};

/** Facts that are read together with the resources. */
export const lookups = { network, deploymentPackage };

/** Every resource of a lab, in the tutorial's order. Reports use the same order. */
export const definitions = [
  serverlessCache,
  role,
  policy,
  connectAttachment,
  executionAttachment,
  defaultUser,
  iamUser,
  userGroup,
  cacheUserGroup,
  logGroup,
  lambdaFunction,
  networkInterfaces,
] as const;

/** The output of each resource, by name. */
export type Outputs = OutputsOf<typeof definitions>;

export type ResourceName = keyof Outputs;

/** The resources and look-ups of a lab. */
export const blueprint: LabBlueprint<Outputs> = {
  resources: definitions satisfies Fulfilled<typeof definitions, typeof lookups>,
  lookups,
};
