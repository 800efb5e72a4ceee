/** What is measured in one round: a value, and a peer that was measured beside it. */
export interface Measurement {
  readonly name: string;
  readonly unit: Unit;
  readonly value: number;
  readonly peer?: { readonly name: string; readonly value: number } | undefined;
  readonly goal?: Goal;
  readonly series?: readonly Minute[];
}

/** What the soak saw in one minute. */
export interface Minute {
  readonly minute: number;
  readonly calls: number;
  readonly failed: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly memoryMb: number;
}

export type Unit = 'ms' | 'MB' | '/s' | '';

/** About the value (`below`, `atLeast`), or about its ratio to the peer: at most `ratio`, after `plus` is taken off. */
export type Goal =
  | { readonly below: number }
  | { readonly atLeast: number }
  | { readonly ratio: number; readonly plus?: number };

/** All rounds of one name. */
export interface Row {
  readonly name: string;
  readonly unit: Unit;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
  readonly peer?: { readonly name: string; readonly median: number };
  /** The median of the rounds' ratios. */
  readonly ratio?: number;
  readonly goal?: Goal;
  readonly met?: boolean;
  readonly series?: readonly Minute[];
}

export interface Report {
  readonly date: string;
  readonly machine: {
    readonly node: string;
    readonly platform: string;
    readonly arch: string;
    readonly processors: number;
    readonly model: string | undefined;
    readonly memoryGb: number;
  };
  readonly runs: number;
  readonly results: readonly Row[];
}

/** One row a name, in the order of their first measurement. */
export function summarize(measurements: readonly Measurement[]): Row[] {
  const groups = new Map<string, Measurement[]>();
  for (const one of measurements) {
    groups.set(one.name, [...(groups.get(one.name) ?? []), one]);
  }
  return [...groups.values()].map(toRow);
}

function toRow(group: readonly Measurement[]): Row {
  const [first] = group;
  if (!first) throw new Error('A row needs a measurement.');
  const { name, unit, peer, goal, series } = first;
  const values = group.map(({ value }) => value);
  return {
    ...{ name, unit, median: round(toMedian(values)) },
    ...{ min: round(Math.min(...values)), max: round(Math.max(...values)), runs: values.length },
    ...(peer && {
      peer: { name: peer.name, median: round(toMedian(group.map(toPeerValue))) },
      ratio: round(toMedian(group.map((one) => one.value / toPeerValue(one)))),
    }),
    ...(goal && { goal, met: isMet(goal, group) }),
    ...(series && { series }),
  };
}

function toPeerValue({ peer }: Measurement): number {
  return peer?.value ?? Number.NaN;
}

/** Decided by the median of what the goal is about. */
function isMet(goal: Goal, group: readonly Measurement[]): boolean {
  const median = toMedian(group.map(({ value }) => value));
  if ('below' in goal) return median < goal.below;
  if ('atLeast' in goal) return median >= goal.atLeast;
  const { ratio, plus = 0 } = goal;
  return toMedian(group.map((one) => (one.value - plus) / toPeerValue(one))) <= ratio;
}

/** Noise on a machine with other work. */
const NOISE = 1.25;

/**
 * Lines for people: what got slower since `before`, by the ratio to its peer where it has one, because machines differ;
 * and which goals were met before and are missed now.
 */
export function compare(before: Report, now: Report): string {
  const known = new Map(before.results.map((row) => [row.name, row]));
  const lines = now.results.flatMap((row) => {
    const old = known.get(row.name);
    if (!old) return [];
    const times = toTimes(old, row);
    const by = row.ratio === undefined ? 'value' : 'ratio to its peer';
    return [
      ...(times > NOISE ? [`slower: ${row.name}: ${times.toFixed(2)} times its ${by}`] : []),
      ...(old.met && row.met === false ? [`goal missed: ${row.name}`] : []),
    ];
  });
  const { date, machine } = before;
  const head = `Compared with ${date.slice(0, 10)} (Node ${machine.node}, ${machine.processors} processors):`;
  return [head, ...(lines.length > 0 ? lines : ['nothing got slower.'])].join('\n');
}

function toTimes(old: Row, row: Row): number {
  const [was, is] =
    row.ratio === undefined || old.ratio === undefined
      ? [old.median, row.median]
      : [old.ratio, row.ratio];
  if (!(was > 0 && is > 0)) return 1;
  return row.unit === '/s' ? was / is : is / was;
}

function toMedian(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [a = Number.NaN, b = a] = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  return (a + b) / 2;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
