/**
 * One line a name, in the order of their first measurement: goal, median, least and most, and the ratio to a
 * peer that was measured beside it. A measurement is `{ name, unit, value }` with one goal at most: `below` or
 * `atLeast` for the value, `ratioBelow` (and `plus`, in the value's unit) or `ratioAtLeast` for its ratio to
 * `peer: { name, value }`; `series` is kept as it is. What could not be measured is `{ name, missing: why }`.
 */
export function summarize(measurements) {
  const names = [...new Set(measurements.map(({ name }) => name))];
  return names.map((name) => toLine(measurements.filter((one) => one.name === name)));
}

function toLine(group) {
  const [{ name, unit, missing, peer, below, atLeast, ratioBelow, ratioAtLeast, plus, series }] =
    group;
  if (missing) return { name, missing, met: null };
  const goal = toGoal({ below, atLeast, ratioBelow, ratioAtLeast, plus });
  const values = group.map(({ value }) => value).sort((a, b) => a - b);
  const line = {
    ...{ name, unit, goal, median: round(toMedian(values)) },
    ...{ min: round(values[0]), max: round(values.at(-1)), runs: values.length },
  };
  const compared = peer && {
    peer: { name: peer.name, median: round(toMedian(group.map((one) => one.peer.value))) },
    ratio: round(toMedian(group.map((one) => one.value / one.peer.value))),
  };
  return {
    ...line,
    ...compared,
    ...(series && { series }),
    met: goal === null ? null : isMet(goal, group),
  };
}

function toGoal(given) {
  const goal = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return Object.keys(goal).length === 0 ? null : goal;
}

/** By the median of what the goal is about. */
function isMet({ below, atLeast, ratioBelow, ratioAtLeast, plus = 0 }, group) {
  const median = toMedian(group.map(({ value }) => value));
  if (below !== undefined) return median < below;
  if (atLeast !== undefined) return median >= atLeast;
  const ratios = group.map(({ value, peer }) => (value - plus) / peer.value);
  return ratioBelow !== undefined
    ? toMedian(ratios) <= ratioBelow
    : toMedian(ratios) >= ratioAtLeast;
}

const HEAD = ['', 'goal', 'measured', 'peer', 'ratio', ''];

/** The lines as cells of text, heads first. */
export function toCells(lines) {
  return [HEAD, ...lines.map(toRow)];
}

/** The lines as a table for people. */
export function toTable(lines) {
  const rows = toCells(lines);
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const toText = (row) =>
    row
      .map((cell, column) =>
        (column === 0 ? cell.padEnd : cell.padStart).call(cell, widths[column]),
      )
      .join('  ')
      .trimEnd();
  return rows.map(toText).join('\n');
}

function toRow(line) {
  const { name, missing, unit, goal, median, peer, ratio, met } = line;
  if (missing) return [name, '', missing, '', '', 'missing'];
  return [
    peer?.name ? `${name} [${peer.name}]` : name,
    goal ? toGoalText(goal, unit) : '–',
    toText(median, unit),
    peer ? toText(peer.median, unit) : '',
    ratio === undefined ? '' : `${ratio.toFixed(2)} x`,
    met === null ? '' : met ? 'met' : 'MISSED',
  ];
}

function toGoalText({ below, atLeast, ratioBelow, ratioAtLeast, plus }, unit) {
  if (below !== undefined) return `< ${toText(below, unit)}`;
  if (atLeast !== undefined) return `≥ ${toText(atLeast, unit)}`;
  const more = plus ? ` + ${toText(plus, unit)}` : '';
  return ratioBelow !== undefined ? `≤ ${ratioBelow} x${more}` : `≥ ${ratioAtLeast} x${more}`;
}

function round(value) {
  return Math.round(value * 100) / 100;
}

function toText(value, unit) {
  if (unit === 'x') return `${value.toFixed(2)} x`;
  if (unit === '') return String(Math.round(value));
  if (unit === '/s') return `${Math.round(value)} /s`;
  if (unit === '%') return `${Math.round(value)} %`;
  if (unit === 'MB' || unit === 'KB') return `${value.toFixed(1)} ${unit}`;
  if (value >= 1_000) return `${(value / 1_000).toFixed(2)} s`;
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}

function toMedian(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  if (!Number.isInteger(middle)) return sorted[Math.floor(middle)];
  return (sorted[middle - 1] + sorted[middle]) / 2;
}
