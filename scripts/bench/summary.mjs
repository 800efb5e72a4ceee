/** One line a name, in the order of their first measurement: goal, median, least and most. */
export function summarize(measurements) {
  const names = [...new Set(measurements.map(({ name }) => name))];
  return names.map((name) => {
    const group = measurements.filter((measurement) => measurement.name === name);
    const { unit, below = null } = group[0];
    const values = group.map(({ value }) => value).sort((a, b) => a - b);
    const median = toMedian(values);
    return {
      ...{ name, unit, below, median: round(median) },
      ...{ min: round(values[0]), max: round(values.at(-1)), runs: values.length },
      met: below === null ? null : median < below,
    };
  });
}

/** The lines as a table for people. */
export function toTable(lines) {
  const rows = lines.map(({ name, unit, below, median, min, max, met }) => [
    name,
    below === null ? '–' : `< ${toText(below, unit)}`,
    toText(median, unit),
    toText(min, unit),
    toText(max, unit),
    met === null ? '' : met ? 'met' : 'MISSED',
  ]);
  const head = ['', 'goal', 'median', 'min', 'max', ''];
  const widths = head.map((_, column) => {
    return Math.max(...[head, ...rows].map((row) => row[column].length));
  });
  const toLine = (row) =>
    row
      .map((cell, column) =>
        (column === 0 ? cell.padEnd : cell.padStart).call(cell, widths[column]),
      )
      .join('  ')
      .trimEnd();
  return [head, ...rows].map(toLine).join('\n');
}

function round(value) {
  return Math.round(value * 100) / 100;
}

function toText(value, unit) {
  if (unit === 'MB') return `${Math.round(value)} MB`;
  if (unit === 'x') return `${value.toFixed(2)} x`;
  if (unit === '/s') return `${Math.round(value)} /s`;
  return value >= 1_000 ? `${(value / 1_000).toFixed(2)} s` : `${Math.round(value)} ms`;
}

function toMedian(sorted) {
  const middle = sorted.length / 2;
  if (!Number.isInteger(middle)) return sorted[Math.floor(middle)];
  return (sorted[middle - 1] + sorted[middle]) / 2;
}
