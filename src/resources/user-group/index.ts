import {
  CreateUserGroupCommand,
  DescribeUserGroupsCommand,
  ModifyUserGroupCommand,
  paginateDescribeUserGroups,
  type UserGroup,
} from '@aws-sdk/client-elasticache';
import type { AwsClients } from '../../aws/clients.js';
import { ifFound, isAwsError } from '../../aws/errors.js';
import { retryWhile } from '../../aws/retry.js';
import { OTHER_RUN_HINT, waitUntil, waitUntilGone } from '../../aws/wait.js';
import { type Observation, toCurrent } from '../../engine/resource.js';
import { findOtherEngine } from '../shared/access-engine.js';
import { arns } from '../shared/arns.js';
import { defineResource, type ResourceContext } from '../shared/define.js';
import type { Candidate } from '../shared/discovery.js';
import { byName, changing, creating } from '../shared/lab-permissions.js';
import {
  addElastiCacheTags,
  adopt,
  findElastiCacheOwner,
  type Owned,
  readElastiCacheTags,
} from '../shared/ownership.js';
import { checkElastiCacheQuota } from '../shared/quota.js';
import { createInElastiCache } from '../shared/service-role.js';
import { deleteGroup, refuseOtherCaches } from './delete.js';
import { toUserGroupInput, toWantedIds } from './input.js';

const GROUP_AND_USERS = [arns.userGroup, arns.iamUser, arns.defaultUser];

/** The group of the users that the cache accepts. */
export const userGroup = defineResource({
  name: 'userGroup',
  kind: 'user-group',
  nameKey: 'userGroup',
  madeBy: ['create-users'],
  dependsOn: ['iamUser'],
  uses: ['defaultUser'],
  permissions: [
    // These two calls name users, so AWS checks the actions on the users, too (F10.2).
    creating('elasticache', ['CreateUserGroup'], GROUP_AND_USERS),
    changing('elasticache', ['ModifyUserGroup'], GROUP_AND_USERS),
    creating('elasticache', ['AddTagsToResource'], [arns.userGroup]),
    changing('elasticache', ['DeleteUserGroup', 'AddTagsToResource'], [arns.userGroup]),
    byName('elasticache', ['DescribeUserGroups', 'ListTagsForResource'], [arns.userGroup]),
  ],
  checks: [
    checkElastiCacheQuota({
      error: 'UserGroupQuotaExceededFault',
      ...{ limit: 200, needed: 1, listPages: listGroupPages },
    }),
  ],

  label: (ctx) => ctx.config.names.userGroup,

  async inspect(ctx) {
    const group = await findGroup(ctx);
    if (!group) return { state: 'absent' };
    return toObservation(ctx, group, await findElastiCacheOwner(ctx, group));
  },

  async listAll({ aws }) {
    const found: Candidate[] = [];
    for await (const groups of listGroupPages(aws)) {
      for (const { UserGroupId: name = '', ARN: arn } of groups ?? []) {
        // These names belong to AWS (F2.2).
        if (name === 'default' || name.startsWith('default.')) continue;
        found.push({ name, readTags: () => readElastiCacheTags(aws, arn) });
      }
    }
    return found;
  },

  async settle(ctx) {
    const group = await waitUntilSettled(ctx);
    if (!group) return { state: 'absent' };
    return toObservation(ctx, group, await findElastiCacheOwner(ctx, group));
  },

  addTags: addElastiCacheTags,
  findObstacle: (ctx, group) => findOtherEngine(ctx, group.Engine),

  findDrift: (ctx, group) => {
    const missing = findMissing(ctx, group);
    if (missing.length === 0) return [];
    const present = group.UserIds ?? [];
    return [
      { field: 'members', from: present.join(', '), to: [...present, ...missing].join(', ') },
    ];
  },

  async ensure(ctx, _needs, seen) {
    const group =
      seen.state === 'absent' ? undefined : await waitUntilSettled(ctx, toCurrent(seen));
    if (!group) {
      await createGroup(ctx);
      return toEnsured('created', await waitUntilActive(ctx));
    }
    const missing = findMissing(ctx, group);
    if (missing.length === 0) return toEnsured('unchanged', group);
    await addUsers(ctx, missing);
    return toEnsured('updated', await waitUntilActive(ctx));
  },

  async destroy(ctx) {
    const group = await waitUntilSettled(ctx);
    if (!group) return 'absent';
    refuseOtherCaches(ctx, group);
    await deleteGroup(ctx);
    await waitUntilGone(ctx, {
      read: () => findGroup(ctx),
      toStatus: ({ Status }) => Status ?? 'unknown',
      stale: ['modifying', 'active'],
    });
    return 'deleted';
  },
});

async function* listGroupPages(aws: AwsClients) {
  const client = await aws.elastiCache();
  for await (const page of paginateDescribeUserGroups({ client }, {})) yield page.UserGroups;
}

async function findGroup(ctx: ResourceContext): Promise<UserGroup | undefined> {
  const client = await ctx.aws.elastiCache();
  const command = new DescribeUserGroupsCommand({ UserGroupId: ctx.resource.name });
  return (await ifFound(() => client.send(command)))?.UserGroups?.[0];
}

function toObservation(
  ctx: ResourceContext,
  group: UserGroup,
  owned: Owned,
): Observation<{ userGroupId: string }, UserGroup> {
  const state = group.Status?.toLowerCase() ?? 'unknown';
  return {
    state,
    arn: group.ARN,
    ...owned,
    found: group,
    output: state === 'active' ? { userGroupId: ctx.resource.name } : undefined,
  };
}

function toEnsured(outcome: 'created' | 'updated' | 'unchanged', group: UserGroup) {
  const output = { userGroupId: group.UserGroupId ?? '' };
  return { outcome, state: 'active', arn: group.ARN, output } as const;
}

/** Finds the lab's users that are not members. Other members, which a user added, are left alone. */
function findMissing(ctx: ResourceContext, group: UserGroup): string[] {
  const wanted = toWantedIds(ctx.config, group.Engine ?? ctx.config.accessEngine);
  const coming = group.PendingChanges?.UserIdsToAdd ?? [];
  return wanted.filter((id) => !group.UserIds?.includes(id) && !coming.includes(id));
}

/** Whether the group has pending changes. AWS may answer with empty lists. */
function isChanging({ PendingChanges: changes }: UserGroup): boolean {
  return Boolean(changes?.UserIdsToAdd?.length || changes?.UserIdsToRemove?.length);
}

/** Waits until AWS has finished creating, modifying or deleting the group; undefined when it is gone. */
function waitUntilSettled(ctx: ResourceContext, seen?: UserGroup): Promise<UserGroup | undefined> {
  return waitUntil(ctx, {
    seen,
    read: () => findGroup(ctx),
    toStatus: ({ Status }) => Status ?? 'unknown',
    done: ['active', 'absent'],
  });
}

async function waitUntilActive(ctx: ResourceContext): Promise<UserGroup> {
  const group = await waitUntil(ctx, {
    read: () => findGroup(ctx),
    // The status can still be `active` just after a change (F3.3), so the members count, too.
    toStatus: (found) => {
      const status = found.Status?.toLowerCase() ?? 'unknown';
      if (status !== 'active') return status;
      if (isChanging(found)) return 'modifying';
      return findMissing(ctx, found).length > 0 ? 'without its users' : 'active';
    },
    stale: ['without its users'],
    toReason: ({ Status }) =>
      Status?.toLowerCase() === 'active'
        ? 'they were added before; another run may have deleted them'
        : undefined,
    toHint: () => OTHER_RUN_HINT,
    done: ['active'],
    failed: ['deleting'],
    absentForMs: 60_000,
  });
  return group as UserGroup;
}

async function createGroup(ctx: ResourceContext): Promise<void> {
  const client = await ctx.aws.elastiCache();
  const command = new CreateUserGroupCommand(toUserGroupInput(ctx));
  try {
    await createInElastiCache(ctx, () => client.send(command), USERS_NOT_SEEN);
  } catch (error) {
    if (!isAwsError(error, 'UserGroupAlreadyExistsFault')) throw error;
    await adopt(ctx, async () => {
      const group = await waitUntilSettled(ctx);
      return group && findElastiCacheOwner(ctx, group);
    });
  }
}

/** ElastiCache may see a new user late. */
const USERS_NOT_SEEN = {
  status: 'waiting for its users',
  forMs: 60_000,
  isTransient: (error: unknown) =>
    isAwsError(error, 'UserNotFoundFault', 'InvalidUserStateFault', 'InvalidUserGroupStateFault'),
};

async function addUsers(ctx: ResourceContext, userIds: readonly string[]): Promise<void> {
  const client = await ctx.aws.elastiCache();
  const command = new ModifyUserGroupCommand({
    UserGroupId: ctx.resource.name,
    UserIdsToAdd: [...userIds],
  });
  try {
    await retryWhile(ctx, USERS_NOT_SEEN, () => client.send(command));
  } catch (error) {
    if (!isAwsError(error, 'InvalidParameterValueException')) throw error;
    // AWS refuses a user that is a member already, from an attempt whose answer was lost or from another run.
    const group = await findGroup(ctx);
    if (!group || findMissing(ctx, group).length > 0) throw error;
  }
}
