import { getInputSchema, getOutputSchema } from '../../wire/schema.js';
import type { ServedOperation } from '../../wire/service-model.js';
import type { AccessQuestion } from '../resource-arn.js';

/** AWS's names for the token of a list: in the request, and in the answer. */
const TOKENS = [
  ['NextToken', 'NextToken'],
  ['nextToken', 'nextToken'],
  ['Marker', 'Marker'],
  ['Marker', 'NextMarker'],
] as const;

interface Paging {
  readonly requestToken: string;
  readonly answerToken: string;
  readonly list: string;
  /** Whether the answer also says in `IsTruncated` that more items follow. */
  readonly saysTruncated: boolean;
}

/** A place in a list: the operation's own page, and the item in it. */
interface Place {
  readonly page?: string | undefined;
  readonly item: number;
  /** An empty page comes first. */
  readonly isPause: boolean;
}

type Members = Readonly<Record<string, unknown>>;
type Run = (call: AccessQuestion) => Promise<object | undefined>;

const PREFIX = 'one-item:';

/** Runs a read. If pages are small, cuts its list into pages of one item, with an empty page after each. */
export async function runInPages(call: AccessQuestion, run: Run): Promise<object | undefined> {
  const { operation, input, context } = call;
  const paging = context.aws.assumes('pages', 'one-item') ? findPaging(operation) : undefined;
  if (!paging) return run(call);
  const { requestToken, answerToken, list } = paging;
  const members: Members = { ...input };
  const place = readPlace(members[requestToken]);
  const output: Members = {
    ...(await run({ ...call, input: { ...members, [requestToken]: place.page } })),
  };
  const items = output[list];
  if (!Array.isArray(items)) return output;
  const next = place.isPause
    ? { ...place, isPause: false }
    : findNext(place, { length: items.length, page: output[answerToken] });
  const shown = place.isPause ? [] : items.slice(place.item, place.item + 1);
  return {
    ...output,
    [list]: shown,
    [answerToken]: next && writePlace(next),
    ...(paging.saysTruncated && { IsTruncated: next !== undefined }),
  };
}

function findNext(
  { page, item }: Place,
  found: { length: number; page: unknown },
): Place | undefined {
  if (item + 1 < found.length) return { page, item: item + 1, isPause: true };
  if (typeof found.page !== 'string') return undefined;
  return { page: found.page, item: 0, isPause: true };
}

/** Finds how an operation pages. Returns undefined if it does not, or answers several lists. */
function findPaging({ schema }: ServedOperation): Paging | undefined {
  const input = getInputSchema(schema);
  const output = getOutputSchema(schema);
  if (input.isUnitSchema() || output.isUnitSchema()) return undefined;
  const asked = new Set([...input.structIterator()].map(([name]) => name));
  const answered = [...output.structIterator()];
  const names = new Set(answered.map(([name]) => name));
  const tokens = TOKENS.find(([request, answer]) => asked.has(request) && names.has(answer));
  const lists = answered.filter(([, member]) => member.isListSchema());
  const [list] = lists;
  if (!tokens || !list || lists.length > 1) return undefined;
  const [requestToken, answerToken] = tokens;
  return { requestToken, answerToken, list: list[0], saysTruncated: names.has('IsTruncated') };
}

function writePlace({ page = '', item, isPause }: Place): string {
  return Buffer.from(`${PREFIX}${item}:${isPause}:${page}`).toString('base64');
}

function readPlace(token: unknown): Place {
  if (typeof token !== 'string') return { item: 0, isPause: false };
  const text = Buffer.from(token, 'base64').toString();
  const [, item, isPause, page] = /^one-item:(\d+):(true|false):(.*)$/s.exec(text) ?? [];
  if (item === undefined) return { page: token, item: 0, isPause: false };
  return { page: page || undefined, item: Number(item), isPause: isPause === 'true' };
}
