import { setTimeout as sleep } from 'node:timers/promises';
import { withLocalAws } from './local-aws.mjs';

/** As far as AWS may be. */
const ROUND_TRIP_MS = 200;
/** Calls that are made once for each of several resources. */
const SEVERAL = { DescribeUsers: 2, ListTagsForResource: 5 };

/** How many AWS calls `up` makes, and how often it has to wait for answers before it can ask on. */
export async function measureCalls(workspace) {
  let isFar = false;
  const onCall = async ({ phase }) => {
    if (isFar && phase === 'before') await sleep(ROUND_TRIP_MS);
  };
  return withLocalAws({ onCall }, async (aws) => {
    const up = async () => {
      const before = aws.calls().length;
      await workspace.run(['up', '--quiet'], { env: aws.env() });
      return aws.calls().slice(before);
    };
    const first = await up();
    const second = await up();
    isFar = true;
    const far = await up();
    const change = first.findIndex(({ operation }) => operation.startsWith('Create'));
    return [
      toRow('AWS calls of a first up, reads of waits included', first.length),
      toRow('… made twice for one fact before it makes anything', countRepeated(first, change), 1),
      toRow('AWS calls of a second up, which changes nothing', second.length, 19),
      toRow('… made twice for one fact', countRepeated(second), 1),
      toRow('… rounds that they take: the calls of a round are made at once', countRounds(far), 5),
    ];
  });
}

function toRow(name, value, below) {
  return { name, unit: '', value, below };
}

function countRepeated(calls, end = calls.length) {
  const counts = new Map();
  for (const { operation } of calls.slice(0, end)) {
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
  }
  const surplus = [...counts].map(([operation, count]) => count - (SEVERAL[operation] ?? 1));
  return surplus.filter((count) => count > 0).reduce((sum, count) => sum + count, 0);
}

/** Calls that come while those before them are not answered are of one round. */
function countRounds(calls) {
  let rounds = 0;
  let endMs = Number.NEGATIVE_INFINITY;
  for (const { atMs } of calls.toSorted((a, b) => a.atMs - b.atMs)) {
    if (atMs < endMs) continue;
    rounds += 1;
    endMs = atMs + ROUND_TRIP_MS;
  }
  return rounds;
}
