import {
  CreateUserGroupCommand,
  DescribeUserGroupsCommand,
  ModifyUserGroupCommand,
  paginateDescribeUserGroups,
  type UserGroup,
} from '@aws-sdk/client-elasticache';
import type { AwsClients } from '../../aws/clients.js';
import { isAwsError } from '../../aws/errors.js';
import { retryWhile } from '../../aws/retry.js';
import { toTagList } from '../../aws/tag-list.js';
import { waitUntil, waitUntilGone } from '../../aws/wait.js';
import { type Observation, toCurrent } from '../../engine/resource.js';
import { LabError } from '../../errors.js';
import { findOtherEngine } from '../shared/access-engine.js';
import { defineResource, type ResourceContext } from '../shared/define.js';
import type { Candidate } from '../shared/discovery.js';
import {
  findElastiCacheOwner,
  type Owned,
  readElastiCacheTags,
  waitForElastiCacheOwner,
} from '../shared/ownership.js';
import { checkElastiCacheQuota } from '../shared/quota.js';
import { deleteGroup, refuseOtherCaches } from './delete.js';
import { userGroupPermissions } from './permissions.js';

/** The user group with which the cache knows its users. */
export const userGroup = defineResource({
  name: 'userGroup',
  kind: 'user-group',
  nameKey: 'userGroup',
  madeBy: ['create-users'],
  dependsOn: ['iamUser'],
  uses: ['defaultUser'],
  permissions: userGroupPermissions,
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
    return toObservation(ctx, group, await findElastiCacheOwner(ctx, group.ARN));
  },

  async listAll({ aws }) {
    const found: Candidate[] = [];
    for await (const groups of listGroupPages(aws)) {
      for (const { UserGroupId: name = '', ARN: arn } of groups ?? []) {
        // AWS's own group.
        if (name === 'default' || name.startsWith('default.')) continue;
        found.push({ name, readTags: () => readElastiCacheTags(aws, arn) });
      }
    }
    return found;
  },

  async settle(ctx) {
    const group = await waitUntilSettled(ctx);
    if (!group) return { state: 'absent' };
    return toObservation(ctx, group, await waitForElastiCacheOwner(ctx, group.ARN));
  },

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
  try {
    const answer = await client.send(
      new DescribeUserGroupsCommand({ UserGroupId: ctx.resource.name }),
    );
    return answer.UserGroups?.[0];
  } catch (error) {
    if (isAwsError(error, 'UserGroupNotFoundFault')) return undefined;
    throw error;
  }
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

/** The IAM user, and the disabled default user where the group's engine needs one. */
function toWantedIds({ config }: ResourceContext, engine: string): string[] {
  const { iamUser, defaultUser } = config.names;
  return engine.toLowerCase() === 'redis' ? [defaultUser, iamUser] : [iamUser];
}

/** Members that a person added are left alone. */
function findMissing(ctx: ResourceContext, group: UserGroup): string[] {
  const wanted = toWantedIds(ctx, group.Engine ?? ctx.config.accessEngine);
  const coming = group.PendingChanges?.UserIdsToAdd ?? [];
  return wanted.filter((id) => !group.UserIds?.includes(id) && !coming.includes(id));
}

/** AWS may answer with empty lists. */
function isChanging({ PendingChanges: changes }: UserGroup): boolean {
  return Boolean(changes?.UserIdsToAdd?.length || changes?.UserIdsToRemove?.length);
}

/** Ends creating, modifying and deleting; undefined when it is gone. */
function waitUntilSettled(ctx: ResourceContext, seen?: UserGroup): Promise<UserGroup | undefined> {
  return waitUntil(ctx, {
    seen,
    read: () => findGroup(ctx),
    toStatus: ({ Status }) => Status ?? 'unknown',
    pending: ['creating', 'modifying', 'deleting'],
    done: ['active', 'absent'],
  });
}

async function waitUntilActive(ctx: ResourceContext): Promise<UserGroup> {
  const group = await waitUntil(ctx, {
    read: () => findGroup(ctx),
    // The status can still be `active` just after a modify: look at the members too.
    toStatus: (found) => {
      const status = found.Status?.toLowerCase() ?? 'unknown';
      if (status !== 'active') return status;
      if (isChanging(found)) return 'modifying';
      return findMissing(ctx, found).length > 0 ? 'without its users' : 'active';
    },
    stale: ['without its users'],
    toReason: ({ Status }) =>
      Status?.toLowerCase() === 'active'
        ? 'it was given them; another run may have deleted them'
        : undefined,
    toHint: () => 'Let the other run end, then run the same command again.',
    pending: ['creating', 'modifying'],
    done: ['active'],
    absentForMs: 60_000,
  });
  return group as UserGroup;
}

async function createGroup(ctx: ResourceContext): Promise<void> {
  const client = await ctx.aws.elastiCache();
  const engine = ctx.config.accessEngine;
  const command = new CreateUserGroupCommand({
    UserGroupId: ctx.resource.name,
    Engine: engine,
    UserIds: toWantedIds(ctx, engine),
    Tags: toTagList(ctx.tags),
  });
  try {
    await retryWhile(ctx, USERS_NOT_SEEN, () => client.send(command));
  } catch (error) {
    if (!isAwsError(error, 'UserGroupAlreadyExistsFault')) throw error;
    // "Already exists" after a retried create is ours when its tags are.
    const group = await waitUntilSettled(ctx);
    const owned = group && (await waitForElastiCacheOwner(ctx, group.ARN));
    if (owned && owned.owner !== 'lab') {
      const message = `The user-group ${ctx.resource.name} exists and is not the lab's.`;
      throw new LabError('FOREIGN_RESOURCE', message);
    }
  }
}

/** A user that has just been made may not be found yet. */
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
    // AWS refuses who is a member already: by an attempt whose answer was lost, or by another run.
    const group = await findGroup(ctx);
    if (!group || findMissing(ctx, group).length > 0) throw error;
  }
}
