/** The result of one round: a value, and the value of a peer from the same round. */
export interface Measurement {
  readonly name: string;
  readonly unit: Unit;
  readonly value: number;
  readonly peer?: { readonly name: string; readonly value: number } | undefined;
  readonly goal?: Goal;
  readonly series?: readonly Minute[];
}

/** Results of one minute of the soak. */
export interface Minute {
  readonly minute: number;
  readonly calls: number;
  readonly failed: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly memoryMb: number;
}

export type Unit = 'ms' | 'MB' | '/s' | '';

/** A limit of the value (`below`, `atLeast`), or of its ratio to the peer after `plus` is subtracted (`ratio`). */
export type Goal =
  | { readonly below: number }
  | { readonly atLeast: number }
  | { readonly ratio: number; readonly plus?: number };

/** Summary of all rounds with one name. */
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

/** Returns one row for each name, in the order of the first measurements. */
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

/** Compares the goal with the median of the values or of the ratios. */
function isMet(goal: Goal, group: readonly Measurement[]): boolean {
  const median = toMedian(group.map(({ value }) => value));
  if ('below' in goal) return median < goal.below;
  if ('atLeast' in goal) return median >= goal.atLeast;
  const { ratio, plus = 0 } = goal;
  return toMedian(group.map((one) => (one.value - plus) / toPeerValue(one))) <= ratio;
}

/** Allowed change: results vary by this factor on a busy machine. */
const NOISE = 1.25;

/**
 * Describes what got slower since `before`, and which goals are missed that were met before.
 * Compares ratios to the peer where there are some, because machines differ in speed.
 */
export function compare(before: Report, now: Report): string {
  const known = new Map(before.results.map((row) => [row.name, row]));
  const lines = now.results.flatMap((row) => {
    const old = known.get(row.name);
    if (!old) return [];
    const times = toTimes(old, row);
    const by = row.ratio === undefined ? 'value' : 'ratio to peer';
    return [
      ...(times > NOISE ? [`slower: ${row.name}: ${by} × ${times.toFixed(2)}`] : []),
      ...(old.met && row.met === false ? [`goal missed: ${row.name}`] : []),
    ];
  });
  const { date, machine } = before;
  const head = `Compared with ${date.slice(0, 10)} (Node ${machine.node}, ${machine.processors} processors):`;
  return [head, ...(lines.length > 0 ? lines : ['Nothing got slower.'])].join('\n');
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
