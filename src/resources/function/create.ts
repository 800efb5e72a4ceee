import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { isAwsError } from '../../aws/errors.js';
import { findFunction } from '../../aws/find-function.js';
import { findRole } from '../../aws/iam-reads.js';
import { retryWhile } from '../../aws/retry.js';
import { OTHER_RUN_HINT, STALE_FOR_MS } from '../../aws/wait.js';
import { withCreated } from '../../engine/lab-tags.js';
import { LabError } from '../../errors.js';
import type { ResourceContext } from '../shared/define.js';
import { adopt, toFunctionOwned } from '../shared/ownership.js';
import { toState } from './active.js';
import type { WantedConfiguration } from './configuration.js';
import { toFunctionInput } from './input.js';
import type { DeploymentPackage } from './needs.js';

const THROTTLED_BY_EC2 = /throttled by EC2/i;

/** Lambda's messages while it does not see a new role or its policies yet, or while EC2 throttles it (F6.3). */
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

/** Creates the function. Accepts an existing one that carries the lab's tags: an attempt whose answer was lost created it. */
export async function createFunction(
  ctx: ResourceContext,
  wanted: WantedConfiguration,
  code: DeploymentPackage,
): Promise<void> {
  const client = await ctx.aws.lambda();
  // The log group compares its age with the function's (see `log-group`).
  const tags = withCreated(ctx.tags, toAwsTime(client.config.systemClockOffset));
  const command = new CreateFunctionCommand({
    ...toFunctionInput({ ...ctx, tags }, wanted),
    Code: { ZipFile: code.zip },
  });
  const started = ctx.time.now();
  const create = async () => {
    try {
      await client.send(command);
    } catch (error) {
      const isLate = ctx.time.now() - started >= STALE_FOR_MS;
      if (isLate && NOT_READY.isTransient(error)) await refuseWithoutRole(ctx);
      if (!isAwsError(error, 'ResourceConflictException')) throw error;
      await adoptOrThrow(ctx, error);
    }
  };
  await retryWhile(ctx, NOT_READY_OR_LEAVING, create);
}

/** Returns the time by AWS's clock. The SDK knows the offset of this machine's clock, in whole seconds, from AWS's answers. */
function toAwsTime(offsetMs: number): Date {
  const isWrong = Math.abs(offsetMs) > 60_000;
  return new Date(Date.now() + (isWrong ? offsetMs : 0));
}

/** The name of a deleted function can stay taken for a while: Lambda then answers a conflict, but finds no function. */
const NOT_READY_OR_LEAVING = {
  ...NOT_READY,
  isTransient: (error: unknown) =>
    NOT_READY.isTransient(error) || isAwsError(error, 'ResourceConflictException'),
};

/** @throws LabError RESOURCE_MISSING when the role is gone: waiting longer would not help */
async function refuseWithoutRole(ctx: ResourceContext): Promise<void> {
  const { role } = ctx.config.names;
  if (await findRole(ctx.aws, role)) return;
  const message = `The role ${role} is gone; another run may have deleted it.`;
  throw new LabError('RESOURCE_MISSING', message, {
    resource: `role/${role}`,
    hint: OTHER_RUN_HINT,
  });
}

/** Throws the conflict again when the function does not exist or is being deleted. */
async function adoptOrThrow(ctx: ResourceContext, conflict: unknown): Promise<void> {
  const found = await findFunction(ctx.aws, ctx.resource.name);
  if (!found || toState(found) === 'deleting') throw conflict;
  await adopt(ctx, async () => {
    const again = await findFunction(ctx.aws, ctx.resource.name);
    return again && toFunctionOwned(ctx, again);
  });
}
