import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { isAwsError } from '../../aws/errors.js';
import { findFunction } from '../../aws/find-function.js';
import { toOwner } from '../../aws/ownership.js';
import { retryWhile } from '../../aws/retry.js';
import { LabError } from '../../errors.js';
import type { DeploymentPackage } from '../../plan/outputs.js';
import type { StepContext } from '../../plan/step.js';
import { ARCHITECTURES, type WantedConfiguration } from './configuration.js';

/**
 * What Lambda says while it does not yet see a role or its policies that have just been made, or
 * while EC2 throttles it (AWS-FACTS section 6: the provider of Terraform waits 5 minutes).
 */
const TRANSIENT_MESSAGES = [
  /The role defined for the function cannot be assumed by Lambda/,
  /The provided execution role does not have permissions/,
  /throttled by EC2/i,
  /KMS key is invalid for CreateGrant/,
];

export const NOT_READY = {
  status: 'waiting until Lambda can use the role',
  forMs: 300_000,
  isTransient: (error: unknown) =>
    isAwsError(error, 'InvalidParameterValueException') &&
    TRANSIENT_MESSAGES.some((message) => message.test((error as Error).message)),
};

/** Creates the function; "already exists" after a retried create is ours when its tags are. */
export async function createFunction(
  ctx: StepContext,
  wanted: WantedConfiguration,
  code: DeploymentPackage,
): Promise<void> {
  const client = await ctx.aws.lambda();
  const command = new CreateFunctionCommand({
    FunctionName: ctx.resource.name,
    Description: 'Writes to the cache and reads back, with IAM authentication',
    Architectures: ARCHITECTURES,
    Code: { ZipFile: code.zip },
    Tags: { ...ctx.tags },
    ...wanted,
  });
  try {
    await retryWhile(ctx, NOT_READY, () => client.send(command));
  } catch (error) {
    if (!isAwsError(error, 'ResourceConflictException')) throw error;
    const found = await findFunction(ctx.aws, ctx.resource.name);
    if (!found) throw error;
    if (toOwner(ctx, found.tags) === 'lab') return;
    const message = `The function ${ctx.resource.name} exists and is not the lab's.`;
    throw new LabError('FOREIGN_RESOURCE', message);
  }
}
