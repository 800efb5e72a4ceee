import type { CacheUser } from '../../state/elasticache.js';
import type { OperationContext } from '../../wire/operation.js';
import { invalidValue } from './resources.js';

const IAM_USER_ID = 'default.iam-user';
/** The group that AWS has ready for caches with a public endpoint (F11.4). */
export const IAM_USER_GROUP_ID = 'default.iam-user-group';

/** The users and groups that every account has in every region. */
export const READY_MADE: ReadonlySet<string> = new Set(['default', IAM_USER_ID, IAM_USER_GROUP_ID]);

type Account = Pick<OperationContext, 'state' | 'account' | 'region'>;

/** Adds what every account has: `default` (RBAC), and an IAM user in a group (F11.4). */
export function addReadyMade({ state, account, region }: Account): void {
  const { users, userGroups } = state.elasticache;
  if (users.has('default')) return;
  const toUser = (
    id: string,
    { engine, authentication }: Pick<CacheUser, 'engine' | 'authentication'>,
  ): void => {
    users.set(id, {
      id,
      name: id,
      arn: account.arn('elasticache', region, `user:${id}`),
      lifecycle: { status: 'active' },
      engine,
      accessString: 'on ~* +@all',
      authentication,
      tags: new Map(),
    });
  };
  toUser('default', { engine: 'redis', authentication: { type: 'no-password' } });
  // Assumed: its access string, which no source names.
  toUser(IAM_USER_ID, { engine: 'valkey', authentication: { type: 'iam' } });
  userGroups.set(IAM_USER_GROUP_ID, {
    id: IAM_USER_GROUP_ID,
    arn: account.arn('elasticache', region, `usergroup:${IAM_USER_GROUP_ID}`),
    engine: 'valkey',
    lifecycle: { status: 'active' },
    userIds: [IAM_USER_ID],
    tags: new Map(),
  });
}

/** Throws InvalidParameterValue for a user or group that callers cannot change or delete (RBAC, F11.4). */
export function assertOwn(
  kind: 'User' | 'User group',
  id: string,
  verb: 'modified' | 'deleted',
): void {
  if (READY_MADE.has(id)) throw invalidValue(`${kind} ${id} cannot be ${verb}.`);
}
