import {
  CreateUserCommand,
  DeleteUserCommand,
  DescribeUsersCommand,
  ModifyUserCommand,
  type User,
} from '@aws-sdk/client-elasticache';
import { ifFound, isAwsError } from '../../aws/errors.js';
import { retryWhile } from '../../aws/retry.js';
import { STALE_FOR_MS, waitUntil, waitUntilGone } from '../../aws/wait.js';
import { type Difference, type Observation, toCurrent } from '../../engine/resource.js';
import type { Session } from '../../session/session.js';
import { findOtherEngine } from '../shared/access-engine.js';
import { arns } from '../shared/arns.js';
import type { Check } from '../shared/check.js';
import { defineResource, type ReadContext, type ResourceContext } from '../shared/define.js';
import { byName, changing, creating } from '../shared/lab-permissions.js';
import {
  addElastiCacheTags,
  adopt,
  findElastiCacheOwner,
  type Owned,
} from '../shared/ownership.js';
import { checkElastiCacheQuota } from '../shared/quota.js';
import { createInElastiCache } from '../shared/service-role.js';
import { hasSameMeaning } from './access-string.js';
import { DEFAULT_USER, IAM_USER, toUserInput, type UserSettings } from './input.js';
import { listUserPages, listUsers } from './list.js';

/** The differences between the lab's two users. */
interface UserKind<N extends 'iamUser' | 'defaultUser'> extends UserSettings {
  readonly name: N;
  isWanted(ctx: Session): boolean;
  readonly checks: readonly Check<ReadContext>[];
}

/** One check covers both users. */
const usersQuota = checkElastiCacheQuota({
  error: 'UserQuotaExceededFault',
  ...{ limit: 2000, needed: 2, listPages: listUserPages },
});

/** The user that the function connects as. */
export const iamUser = defineUser({
  ...IAM_USER,
  isWanted: () => true,
  checks: [usersQuota],
});

/** A disabled user with the name `default`. Only a group with the engine Redis needs one (F2.5, F3.1). */
export const defaultUser = defineUser({
  ...DEFAULT_USER,
  isWanted: ({ config }) => config.accessEngine === 'redis',
  checks: [],
});

function defineUser<N extends 'iamUser' | 'defaultUser'>(kind: UserKind<N>) {
  return defineResource({
    name: kind.name,
    kind: 'user',
    nameKey: kind.name,
    madeBy: ['create-users'],
    dependsOn: [],
    permissions: [
      creating('elasticache', ['CreateUser', 'AddTagsToResource'], [arns[kind.name]]),
      changing('elasticache', ['ModifyUser', 'DeleteUser', 'AddTagsToResource'], [arns[kind.name]]),
      byName('elasticache', ['DescribeUsers', 'ListTagsForResource'], [arns[kind.name]]),
    ],
    checks: kind.checks,
    isWanted: kind.isWanted,
    label: ({ config }) => config.names[kind.name],

    async inspect(ctx) {
      const user = await findUser(ctx);
      if (!user) return { state: 'absent' };
      return toObservation(ctx, user, await findElastiCacheOwner(ctx, user));
    },

    listAll: (ctx) => listUsers(ctx, kind.name),
    async settle(ctx) {
      const user = await waitUntilSettled(ctx);
      if (!user) return { state: 'absent' };
      return toObservation(ctx, user, await findElastiCacheOwner(ctx, user));
    },

    addTags: addElastiCacheTags,
    findObstacle: (ctx, user) => findOtherEngine(ctx, user.Engine),

    findDrift: (ctx, user) => findDrift(user, toWanted(ctx, kind)),

    async ensure(ctx, _needs, seen) {
      const user =
        seen.state === 'absent' ? undefined : await waitUntilSettled(ctx, toCurrent(seen));
      if (!user) {
        await createUser(ctx, kind);
        return toEnsured('created', await waitUntilActive(ctx));
      }
      const wanted = toWanted(ctx, kind);
      if (findDrift(user, wanted).length === 0) return toEnsured('unchanged', user);
      await modifyUser(ctx, wanted);
      return toEnsured('updated', await waitUntilActive(ctx, wanted));
    },

    async destroy(ctx) {
      const user = await waitUntilSettled(ctx);
      if (!user) return 'absent';
      await deleteUser(ctx);
      await waitUntilGone(ctx, {
        read: () => findUser(ctx),
        toStatus: ({ Status }) => Status ?? 'unknown',
        stale: ['modifying', 'active'],
      });
      return 'deleted';
    },
  });
}

/** The settings that the lab keeps as configured. */
interface WantedUser {
  readonly accessString: string;
  readonly authentication: UserSettings['authentication'];
}

function toWanted(ctx: ResourceContext, kind: UserSettings): WantedUser {
  return { accessString: kind.toAccessString(ctx.config), authentication: kind.authentication };
}

function findDrift(user: User, { accessString, authentication }: WantedUser): Difference[] {
  const drift: Difference[] = [];
  if (!hasSameMeaning(user.AccessString ?? '', accessString)) {
    drift.push({ field: 'access string', from: user.AccessString, to: accessString });
  }
  // The default user is off, so its authentication does not matter.
  const from = user.Authentication?.Type?.toLowerCase();
  if (authentication === 'iam' && from !== 'iam') {
    drift.push({ field: 'authentication', from, to: 'iam' });
  }
  return drift;
}

async function findUser(ctx: ResourceContext): Promise<User | undefined> {
  const client = await ctx.aws.elastiCache();
  const command = new DescribeUsersCommand({ UserId: ctx.resource.name });
  return (await ifFound(() => client.send(command)))?.Users?.[0];
}

function toObservation(
  ctx: ResourceContext,
  user: User,
  owned: Owned,
): Observation<{ userId: string }, User> {
  const state = user.Status?.toLowerCase() ?? 'unknown';
  return {
    state,
    arn: user.ARN,
    ...owned,
    found: user,
    output: state === 'active' ? { userId: ctx.resource.name } : undefined,
  };
}

function toEnsured(outcome: 'created' | 'updated' | 'unchanged', user: User) {
  const output = { userId: user.UserId ?? '' };
  return { outcome, state: 'active', arn: user.ARN, output } as const;
}

/** Waits until AWS has finished creating, modifying or deleting the user; undefined when it is gone. */
function waitUntilSettled(ctx: ResourceContext, seen?: User): Promise<User | undefined> {
  return waitUntil(ctx, {
    seen,
    read: () => findUser(ctx),
    toStatus: ({ Status }) => Status ?? 'unknown',
    done: ['active', 'absent'],
  });
}

/** Waits until the user is active and, with `wanted`, shows these settings: reads can return the old ones for a while (F3.3). */
async function waitUntilActive(ctx: ResourceContext, wanted?: WantedUser): Promise<User> {
  const user = await waitUntil(ctx, {
    read: () => findUser(ctx),
    toStatus: (found, elapsedMs) => {
      const isStale = wanted && elapsedMs < STALE_FOR_MS && findDrift(found, wanted).length > 0;
      return isStale ? 'modifying' : (found.Status ?? 'unknown');
    },
    done: ['active'],
    failed: ['deleting'],
    absentForMs: 60_000,
  });
  return user as User;
}

async function createUser(ctx: ResourceContext, kind: UserSettings): Promise<void> {
  const client = await ctx.aws.elastiCache();
  const command = new CreateUserCommand(toUserInput(ctx, kind));
  try {
    await createInElastiCache(ctx, () => client.send(command));
  } catch (error) {
    if (!isAwsError(error, 'UserAlreadyExistsFault')) throw error;
    await adopt(ctx, async () => {
      const user = await waitUntilSettled(ctx);
      return user && findElastiCacheOwner(ctx, user);
    });
  }
}

async function modifyUser(ctx: ResourceContext, wanted: WantedUser): Promise<void> {
  const client = await ctx.aws.elastiCache();
  const command = new ModifyUserCommand({
    UserId: ctx.resource.name,
    AccessString: wanted.accessString,
    ...(wanted.authentication === 'iam' && { AuthenticationMode: { Type: 'iam' as const } }),
  });
  await retryWhile(ctx, STILL_MODIFYING, () => client.send(command));
}

async function deleteUser(ctx: ResourceContext): Promise<void> {
  const client = await ctx.aws.elastiCache();
  const command = new DeleteUserCommand({ UserId: ctx.resource.name });
  await ifFound(() => retryWhile(ctx, STILL_MODIFYING, () => client.send(command)));
}

const STILL_MODIFYING = {
  status: 'waiting until it is active',
  forMs: 300_000,
  isTransient: (error: unknown) => isAwsError(error, 'InvalidUserStateFault'),
};
