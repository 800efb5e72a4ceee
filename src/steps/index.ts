import type { StepName } from '../plan/outputs.js';
import type { LookupTable } from '../plan/prepare.js';
import type { Step } from '../plan/step.js';
import { cacheUserGroup } from './cache-user-group.js';
import { lambdaFunction } from './function.js';
import { logGroup } from './log-group.js';
import { findNetwork } from './network.js';
import { networkInterfaces } from './network-interfaces.js';
import { policy } from './policy.js';
import { connectAttachment, vpcAttachment } from './policy-attachment.js';
import { role } from './role.js';
import { serverlessCache } from './serverless-cache.js';
import { defaultUser, iamUser } from './user.js';
import { userGroup } from './user-group.js';

/** Every resource of a lab, in the tutorial's order: the order of reports. */
export const allSteps: readonly Step[] = [
  serverlessCache,
  role,
  policy,
  connectAttachment,
  vpcAttachment,
  defaultUser,
  iamUser,
  userGroup,
  cacheUserGroup,
  logGroup,
  lambdaFunction,
  networkInterfaces,
];

/** What is looked up and made beside the resources. */
export const lookups: LookupTable = {
  network: findNetwork,
  deploymentPackage: async ({ handlerFolder }) => {
    // Loaded when it is made: whoever only reads does without a library for zips.
    const { createDeploymentPackage } = await import('../deployment-package.js');
    return createDeploymentPackage(handlerFolder);
  },
};

/** The steps that each command makes. */
export const stepsOf = {
  'create-cache': ['serverlessCache', 'cacheUserGroup'],
  'create-role': ['role', 'policy', 'connectAttachment', 'vpcAttachment'],
  'create-users': ['defaultUser', 'iamUser', 'userGroup', 'cacheUserGroup'],
  'deploy-function': ['logGroup', 'function'],
  up: allSteps.map(({ name }) => name),
} as const satisfies Record<string, readonly StepName[]>;

/** The command that makes a step's resource, for hints. */
export const commands: Readonly<Partial<Record<StepName, string>>> = {
  serverlessCache: 'create-cache',
  role: 'create-role',
  policy: 'create-role',
  connectAttachment: 'create-role',
  vpcAttachment: 'create-role',
  iamUser: 'create-users',
  defaultUser: 'create-users',
  userGroup: 'create-users',
  function: 'deploy-function',
};
