import { DescribeUsers$, DescribeUsersCommand } from '@aws-sdk/client-elasticache';
import { NormalizedSchema } from '@smithy/core/schema';
import type { Probe } from '../probe.js';
import { captureBodies } from '../watch.js';

/** Elements that every answer of the query protocol has around its members. */
const WRAPPERS = ['DescribeUsersResponse', 'DescribeUsersResult', 'ResponseMetadata', 'RequestId'];

/** Lists the users: the members of the answer, and the size of its first page. */
export async function probeAnswers({ target, journal, names }: Probe): Promise<void> {
  const list = () => target.clients.cache.send(new DescribeUsersCommand({}));
  const bodies = await captureBodies(target.clients, list);
  const known = new Set([
    ...WRAPPERS,
    'member',
    ...listMembers(NormalizedSchema.of(DescribeUsers$[5])),
  ]);
  const found = bodies.flatMap((body) =>
    [...body.matchAll(/<([A-Z]\w*)/g)].map(([, name]) => name),
  );
  const isKnown = found.every((name) => known.has(name ?? ''));
  if (found.length === 0) journal.miss('answer-members', 'The answer fits no alternative.');
  else journal.observe('answer-members', isKnown ? 'modelled' : 'unknown-added');

  const { Users = [], Marker } = await list();
  // The probes have made two users, so one user alone on a page is a page of one.
  if (Users.length <= 1 && Marker) return journal.observe('pages', 'one-item');
  const shown = Users.filter(({ UserId = '' }) => names.users.includes(UserId));
  if (shown.length === 2 || !Marker) return journal.observe('pages', 'full');
  journal.miss('pages', 'The answer fits no alternative.');
}

/** Lists the names of all members of a shape, and of the shapes in it. */
function listMembers(shape: NormalizedSchema, seen = new Set<string>()): string[] {
  if (shape.isListSchema()) {
    const item = shape.getMergedTraits().xmlName;
    return [
      ...(typeof item === 'string' ? [item] : []),
      ...listMembers(shape.getValueSchema(), seen),
    ];
  }
  if (!shape.isStructSchema() || seen.has(shape.getName() ?? '')) return [];
  seen.add(shape.getName() ?? '');
  return [...shape.structIterator()].flatMap(([name, member]) => {
    const { xmlName } = member.getMergedTraits();
    const item = member.isListSchema()
      ? member.getValueSchema().getMemberTraits().xmlName
      : undefined;
    const names = [xmlName, item].filter((one) => typeof one === 'string');
    return [name, ...names, ...listMembers(member, seen)];
  });
}
