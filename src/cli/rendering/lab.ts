import type { Cost, LabResult, Outcome, ResourceReport } from '../../actions/results.js';
import type { View } from '../command.js';
import { toCount } from './format.js';
import { type CommandLine, renderCommand } from './hint.js';
import { renderList } from './layout.js';
import type { Palette } from './palette.js';
import { renderTable } from './table.js';

/** How resources are shown. */
interface ResourcesView {
  readonly palette: Palette;
  readonly columns: number;
  /** Whether the table says what happens to each resource. */
  readonly hasActions: boolean;
}

/** Renders a table with one row per resource. */
export function renderResources(
  reports: readonly ResourceReport[],
  { palette, columns, hasActions }: ResourcesView,
): string[] {
  const rows = reports.map(({ kind, name, state, action, owned }) => {
    const mark = owned === false ? '!' : (hasActions && MARKS[action]) || ' ';
    const stranger = owned === false ? [NOT_OURS] : [];
    const last = [...(hasActions ? [action] : []), ...stranger].join(' ');
    return [`${paintMark(mark, palette)} ${kind}`, name, state, last];
  });
  const head = ['  kind', 'name', 'state', hasActions ? 'action' : ''].map((one) =>
    one ? palette.dim(one) : one,
  );
  return renderTable({ head, rows, flexible: NAME }, columns);
}

/** The column of the names. */
const NAME = 1;

const NOT_OURS = "(not the lab's)";

export const NOTHING_CHANGED = 'Nothing was changed. Planned changes:';

/** Marks for the outcomes that change a resource. */
const MARKS: Readonly<Partial<Record<Outcome, string>>> = {
  created: '+',
  updated: '~',
  deleted: '-',
};

function paintMark(mark: string, palette: Palette): string {
  if (mark === '+') return palette.green(mark);
  if (mark === '-') return palette.red(mark);
  return mark === ' ' ? mark : palette.yellow(mark);
}

/** Says where a lab is. */
export function toPlaceText({ local, region, account }: Place): string {
  return local ? 'on this machine' : `in ${region}, account ${account}`;
}

type Place = Pick<LabResult, 'local' | 'region' | 'account'>;

/** Says how many resources had each outcome: `9 created, 2 unchanged`. */
export function toOutcomes(reports: readonly ResourceReport[]): string {
  const shown: readonly Outcome[] = ['created', 'updated', 'deleted', 'unchanged', 'kept'];
  return shown
    .flatMap((wanted) => {
      const count = reports.filter(({ action }) => action === wanted).length;
      return count > 0 ? [`${count} ${wanted}`] : [];
    })
    .join(', ');
}

/** Says what a cache costs on AWS, and that `down` ends it. */
export function renderCost(
  { minPerHour, maxPerMonth, minPerMonth, source }: Cost,
  line: CommandLine,
): string[] {
  const end = renderCommand(['down'], line);
  return [
    `The cache costs $${minPerHour} an hour or more: at least $${minPerMonth} a month, and at most about $${Math.ceil(maxPerMonth)} with its limits. The function and its log cost extra when they are used. \`${end}\` ends it.`,
    `(${source})`,
  ];
}

/** Renders the rest of a dry run, below its table: settings that would change, and the cost. */
export function renderPlanned(
  { changes, cost }: LabResult,
  { isDown }: { readonly isDown: boolean },
  { palette, columns, line }: View,
): string[] {
  if (!changes) return [];
  const entries = changes.map(({ resource, field, from, to }) => ({
    label: `  ${resource.replace('/', ' ')}`,
    texts: [to === null ? field : `${field}: ${from || 'none'} -> ${to || 'none'}`],
  }));
  const lines =
    entries.length > 0
      ? [
          palette.bold(`${toCount(entries.length, 'setting')} to change`),
          ...renderList(entries, columns),
        ]
      : [];
  if (!cost) return lines;
  if (isDown) return [...lines, `Saves at least $${cost.minPerMonth} a month.`];
  const [text = '', source = ''] = renderCost(cost, line);
  return [...lines, text, palette.dim(source)];
}
