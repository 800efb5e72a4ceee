import type { Fulfilled, OutputsOf } from '../engine/blueprint.js';
import { deploymentPackage, packProofFunction } from './deployment-package/index.js';
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

/** The settings of each resource, as the input that creates it, for `learn` and `export`. */
export { toConfiguration } from './function/configuration.js';
export { toFunctionInput } from './function/input.js';
export { toLogGroupInput, toRetentionInput } from './log-group/input.js';
/** Exported for `doctor`: the VPC limits a permission. */
export { findVpcId } from './network/find.js';
export { connectPermission } from './policy/index.js';
export { toPolicyInput } from './policy/input.js';
export { toConnectAttachmentInput, toExecutionAttachmentInput } from './policy-attachment/input.js';
export { toRoleInput } from './role/input.js';
export { toCacheInput } from './serverless-cache/input.js';
export { DEFAULT_USER, IAM_USER, toUserInput } from './user/input.js';
export { toUserGroupInput } from './user-group/input.js';

/** Exported for actions that read a single resource, or that pack the function. */
export {
  defaultUser,
  executionAttachment,
  iamUser,
  lambdaFunction,
  logGroup,
  packProofFunction,
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
