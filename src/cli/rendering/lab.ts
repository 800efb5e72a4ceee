import { CACHE_COST } from '../../actions/cost.js';
import type { Endpoint, LabResult, Outcome, ResourceReport } from '../../actions/results.js';
import { toTable } from './format.js';
import type { Palette } from './palette.js';

/** Renders a table with one row per resource. */
export function renderResources(reports: readonly ResourceReport[], palette: Palette): string[] {
  const rows = reports.map(({ kind, name, state, action, owned }) => [
    `${owned === false ? '!' : (MARKS[action] ?? ' ')} ${kind}`,
    name,
    state,
    owned === false ? `${action} (not the lab's)` : action,
  ]);
  if (rows.length === 0) return [];
  return toTable([['  kind', 'name', 'state', 'action'], ...rows]).map((line, index) =>
    index === 0 ? palette.dim(line) : paint(line, palette),
  );
}

export const NOTHING_CHANGED = 'Nothing was changed. Planned changes:';

/** Marks for the outcomes that change a resource. */
const MARKS: Readonly<Partial<Record<Outcome, string>>> = {
  created: '+',
  updated: '~',
  deleted: '-',
};

function paint(line: string, palette: Palette): string {
  if (line.startsWith('+')) return `${palette.green('+')}${line.slice(1)}`;
  if (line.startsWith('-')) return `${palette.red('-')}${line.slice(1)}`;
  if (/^[~!]/.test(line)) return `${palette.yellow(line.charAt(0))}${line.slice(1)}`;
  return line;
}

export function renderEndpoint(endpoint: Endpoint | null): string[] {
  return endpoint ? [`Endpoint  ${endpoint.address}:${endpoint.port}`] : [];
}

/** Renders the rest of a dry run, below its table: settings that would change, and the cost. */
export function renderPlanned(
  { changes, cost, local }: LabResult,
  { isDown }: { readonly isDown: boolean },
  palette: Palette,
): string[] {
  if (!changes) return [];
  const rows = changes.map(({ resource, field, from, to }) => [
    `  ${resource.replace('/', ' ')}`,
    to === null ? field : `${field}: ${from || 'none'} -> ${to || 'none'}`,
  ]);
  const lines = rows.length > 0 ? [palette.bold('Changed'), ...toTable(rows)] : [];
  const { minPerMonth, minPerHour, source } = CACHE_COST;
  const amount = `about $${minPerMonth} a month, $${minPerHour} an hour`;
  if (local) {
    return [
      ...lines,
      palette.dim(`The lab costs nothing on this machine; on AWS at least ${amount}.`),
    ];
  }
  if (!cost) return lines;
  const text = isDown
    ? `The cache no longer costs ${amount}`
    : `The cache costs at least ${amount}`;
  return [...lines, `${text}.`, palette.dim(`  (${source}.)`)];
}
