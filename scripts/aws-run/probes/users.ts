import { ModifyUserCommand, type User } from '@aws-sdk/client-elasticache';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import type { AlternativeOf } from '../../../src/emulator/index.js';
import {
  attempt,
  insist,
  isNotFound,
  isSettled,
  isWrongState,
  LAG_LIMIT_MS,
  type Probe,
  pollUntil,
  type Tried,
} from '../probe.js';
import {
  ACCESS_STRING,
  createGroup,
  createUser,
  insistOnLinkedRole,
  readCache,
  readGroup,
  readUser,
} from './elasticache.js';

const LINKED_ROLE = 'AWSServiceRoleForElastiCache';
const CHANGED_ACCESS_STRING = 'on ~changed* +@all';

/** Reads a cache that does not exist. */
export async function probeErrors(probe: Probe): Promise<void> {
  const { journal, names } = probe;
  const missing = await readCache(probe, names.cache);
  if (missing.ok || !isNotFound(missing)) {
    return journal.miss('elasticache-errors', 'The answer fits no alternative.');
  }
  if (!missing.code.endsWith('Fault')) return journal.observe('elasticache-errors', 'other-suffix');
  const isUsual = /not found|not exist/i.test(missing.message);
  journal.observe('elasticache-errors', isUsual ? 'modelled' : 'other-words');
}

/** Creates two users and a group, and reads them at once and after a change. */
export async function probeUsers(probe: Probe): Promise<void> {
  const { target, journal, names } = probe;
  const [first, second] = names.users;
  const createdMs = await createFirstUser(probe, first);
  const seen = await readUser(probe, first);
  await probeNewMember(probe);
  const groupMs = target.now();
  await probeNewUser(probe, second);
  const { value: user } = await pollUntil(probe, () => readUser(probe, first), isUsable);
  journal.wait('user-active', target.now() - createdMs);
  await pollUntil(probe, () => readGroup(probe), isUsable);
  journal.wait('group-active', target.now() - groupMs);
  await pollUntil(probe, () => readUser(probe, second), isUsable);
  await target.sleep(LAG_LIMIT_MS);
  const shown = user.ok ? user.value?.AccessString : undefined;
  journal.judge('access-strings', findAccessStrings(shown ?? ''));
  await changeUser(probe, first, CHANGED_ACCESS_STRING);
  journal.judge('elasticache-reads', findReads(seen, await readUser(probe, first)));
  await pollUntil(probe, () => readUser(probe, first), isUsable);
  await target.sleep(LAG_LIMIT_MS);
  await changeUser(probe, first, ACCESS_STRING);
  await target.sleep(LAG_LIMIT_MS);
  await pollUntil(probe, () => readUser(probe, first), isUsable);
}

/** The first create call of an account may make the service-linked role. */
async function createFirstUser(probe: Probe, id: string): Promise<number> {
  const { target, journal } = probe;
  const role = target.clients.iam.send(new GetRoleCommand({ RoleName: LINKED_ROLE }));
  const existed = (await attempt(role)).ok;
  const first = await attempt(createUser(probe, id));
  if (first.ok && existed) {
    journal.miss('service-linked-role', 'The service-linked role existed before the run.');
  } else if (first.ok) {
    journal.observe('service-linked-role', 'exists');
  } else if (first.code.startsWith('ServiceLinkedRoleNotFound')) {
    journal.observe('service-linked-role', 'made-by-first-create');
  }
  const answer = first.ok
    ? first.value
    : await insistOnLinkedRole(probe, () => createUser(probe, id));
  if (/^creating$/i.test(answer.Status ?? '')) journal.observe('new-users', 'creating');
  if (/^active$/i.test(answer.Status ?? '')) journal.observe('new-users', 'active');
  return target.now();
}

/** Creates a group with a user that was just created. */
async function probeNewMember(probe: Probe): Promise<void> {
  const { journal } = probe;
  const create = () => createGroup(probe);
  const first = await attempt(create());
  if (first.ok) return journal.observe('new-users-in-groups', 'accepted');
  journal.judge('new-users-in-groups', isWrongState(first) ? 'refused' : undefined);
  await insist(probe, create, (refusal) => isWrongState(refusal) || isNotFound(refusal));
}

/** Changes a user that was just created, because its status may be hidden: only an active one can be changed. */
async function probeNewUser(probe: Probe, id: string): Promise<void> {
  await insistOnLinkedRole(probe, () => createUser(probe, id));
  const changed = await attempt(changeUser(probe, id, CHANGED_ACCESS_STRING));
  if (changed.ok) return probe.journal.observe('new-users', 'active');
  if (isWrongState(changed)) probe.journal.observe('new-users', 'creating');
}

function changeUser({ target }: Probe, id: string, accessString: string): Promise<unknown> {
  const command = new ModifyUserCommand({ UserId: id, AccessString: accessString });
  return target.clients.cache.send(command);
}

function findAccessStrings(shown: string): AlternativeOf<'access-strings'> | undefined {
  const sort = (text: string) => text.split(' ').sort().join(' ');
  if (shown === ACCESS_STRING) return 'as-sent';
  if (shown.includes('resetchannels')) return 'levelled';
  if (shown.includes('&*')) return 'with-channels';
  return sort(shown) === sort(ACCESS_STRING) ? 'reordered' : undefined;
}

/** Compares a read just after the create call with one just after a change. */
function findReads(
  created: Tried<User | undefined>,
  changed: Tried<User | undefined>,
): AlternativeOf<'elasticache-reads'> {
  if (created.ok && !created.value) return 'empty';
  if (!changed.ok && isNotFound(changed)) return 'not-found';
  const showsChange = changed.ok && changed.value?.AccessString?.includes('~changed*');
  return created.ok && showsChange ? 'at-once' : 'stale';
}

function isUsable(read: Tried<{ Status?: string | undefined } | undefined>): boolean {
  return read.ok && isSettled(read.value?.Status);
}
