/** What is noise on a machine that others use, too. */
const NOISE = 1.25;
/** Units of which more is better. */
const MORE_IS_BETTER = ['/s'];

/**
 * Lines for people: what got slower since `before`, by ratio to its peer where it has one, for machines differ;
 * and which goals were met before and are missed now.
 */
export function toComparison(before, now) {
  const known = new Map(before.results.map((line) => [line.name, line]));
  const lines = now.results.flatMap((line) => {
    const old = known.get(line.name);
    if (!old || line.missing || old.missing) return [];
    const times = toTimes(old, line);
    const by = line.ratio === undefined ? 'value' : 'ratio to its peer';
    return [
      ...(times > NOISE ? [`slower: ${line.name}: ${times.toFixed(2)} times its ${by}`] : []),
      ...(old.met && line.met === false ? [`goal missed: ${line.name}`] : []),
    ];
  });
  const head = `Compared with ${before.date.slice(0, 10)} (Node ${before.machine.node}, ${before.machine.processors} processors):`;
  return [head, ...(lines.length > 0 ? lines : ['nothing got slower.'])].join('\n');
}

function toTimes(old, line) {
  const isLess = MORE_IS_BETTER.includes(line.unit) || line.goal?.ratioAtLeast !== undefined;
  const [was, is] = line.ratio === undefined ? [old.median, line.median] : [old.ratio, line.ratio];
  // Less than a millisecond, or nothing at all, has no ratio that says anything.
  if (!(was > 0) || (line.unit === 'ms' && Math.max(was, is) < 1 && line.ratio === undefined))
    return 1;
  return isLess ? was / is : is / was;
}
