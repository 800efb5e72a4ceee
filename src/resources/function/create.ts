import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { isAwsError } from '../../aws/errors.js';
import { findFunction } from '../../aws/find-function.js';
import { findRole } from '../../aws/iam-reads.js';
import { retryWhile } from '../../aws/retry.js';
import { STALE_FOR_MS } from '../../aws/wait.js';
import { LabError } from '../../errors.js';
import type { ResourceContext } from '../shared/define.js';
import { withCreated } from '../shared/lab-tags.js';
import { toOwner } from '../shared/ownership.js';
import { ARCHITECTURES, type WantedConfiguration } from './configuration.js';
import type { DeploymentPackage } from './needs.js';

const THROTTLED_BY_EC2 = /throttled by EC2/i;

/**
 * What Lambda says while it does not yet see a role or its policies that have just been made, or
 * while EC2 throttles it (Terraform's provider waits 5 minutes, and 9 more for EC2).
 */
const TRANSIENT_MESSAGES = [
  /The role defined for the function cannot be assumed by Lambda/,
  /The provided execution role does not have permissions/,
  THROTTLED_BY_EC2,
  /KMS key is invalid for CreateGrant/,
];

const PROPAGATES_WITHIN_MS = 5 * 60_000;
const EC2_RELENTS_WITHIN_MS = PROPAGATES_WITHIN_MS + 9 * 60_000;

export const NOT_READY = {
  status: 'waiting until Lambda can use the role',
  forMs: (error: unknown) =>
    THROTTLED_BY_EC2.test((error as Error).message) ? EC2_RELENTS_WITHIN_MS : PROPAGATES_WITHIN_MS,
  isTransient: (error: unknown) =>
    isAwsError(error, 'InvalidParameterValueException') &&
    TRANSIENT_MESSAGES.some((message) => message.test((error as Error).message)),
};

/** Creates the function; "already exists" after a retried create is ours when its tags are. */
export async function createFunction(
  ctx: ResourceContext,
  wanted: WantedConfiguration,
  code: DeploymentPackage,
): Promise<void> {
  const client = await ctx.aws.lambda();
  const command = new CreateFunctionCommand({
    FunctionName: ctx.resource.name,
    Description: 'Writes to the cache and reads back, with IAM authentication',
    Architectures: ARCHITECTURES,
    Code: { ZipFile: code.zip },
    // By the function's age a log group of its own is told from one that stood before it.
    Tags: { ...withCreated(ctx.tags, toAwsTime(client.config.systemClockOffset)) },
    ...wanted,
  });
  const started = ctx.time.now();
  const create = async () => {
    try {
      await client.send(command);
    } catch (error) {
      const isLate = ctx.time.now() - started >= STALE_FOR_MS;
      if (isLate && NOT_READY.isTransient(error)) await refuseWithoutRole(ctx);
      if (!isAwsError(error, 'ResourceConflictException')) throw error;
      await adoptOrRefuse(ctx, error);
    }
  };
  await retryWhile(ctx, NOT_READY_OR_LEAVING, create);
}

/** Where this machine's clock is wrong the SDK knows by how much, from answers' dates: whole seconds. */
function toAwsTime(offsetMs: number): Date {
  const isWrong = Math.abs(offsetMs) > 60_000;
  return new Date(Date.now() + (isWrong ? offsetMs : 0));
}

/** A name that was just given up can be taken for a while: the conflict, and no such function. */
const NOT_READY_OR_LEAVING = {
  ...NOT_READY,
  isTransient: (error: unknown) =>
    NOT_READY.isTransient(error) || isAwsError(error, 'ResourceConflictException'),
};

/** A role that is gone will not be assumed, however long we wait. */
async function refuseWithoutRole(ctx: ResourceContext): Promise<void> {
  const { role } = ctx.config.names;
  if (await findRole(ctx.aws, role)) return;
  throw new LabError(
    'RESOURCE_MISSING',
    `The role ${role} is gone; another run may have deleted it.`,
    {
      resource: `role/${role}`,
      hint: 'Let the other run end, then run the same command again.',
    },
  );
}

/** Throws the conflict again when there is no such function. */
async function adoptOrRefuse(ctx: ResourceContext, conflict: unknown): Promise<void> {
  const found = await findFunction(ctx.aws, ctx.resource.name);
  if (!found || (found.configuration.State as string) === 'Deleting') throw conflict;
  if (toOwner(ctx, found.tags) === 'lab') return;
  const message = `The function ${ctx.resource.name} exists and is not the lab's.`;
  throw new LabError('FOREIGN_RESOURCE', message);
}
