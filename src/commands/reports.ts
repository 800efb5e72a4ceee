import { toTable } from '../cli/rendering/format.js';
import type { Palette } from '../cli/rendering/palette.js';
import type { Outcome, ResourceReport } from '../engine/events.js';
import { blueprint, type Outputs } from '../resources/index.js';
import type { Session } from '../session/session.js';

/** Reports in the tutorial's order: they come in the order in which AWS was ready. */
export function sortReports(reports: readonly ResourceReport[], ctx: Session): ResourceReport[] {
  const order = blueprint.resources.map((resource) => `${resource.kind}/${resource.label(ctx)}`);
  const place = ({ kind, name }: ResourceReport) => order.indexOf(`${kind}/${name}`);
  return [...reports].sort((a, b) => place(a) - place(b));
}

/** The cache's endpoint as in JSON documents. */
export function toEndpoint(cache: Outputs['serverlessCache'] | undefined) {
  return cache ? { address: cache.address, port: cache.port } : null;
}

/** The table that a person sees: one row a resource. */
export function toResourceTable(reports: readonly ResourceReport[], palette: Palette): string[] {
  const rows = reports.map(({ kind, name, state, action, owned }) => [
    `${owned === false ? '!' : (MARKS[action] ?? ' ')} ${kind}`,
    name,
    state,
    owned === false ? `${action} (not the lab's)` : action,
  ]);
  if (rows.length === 0) return [];
  return toTable([['  kind', 'name', 'state', 'action'], ...rows]).map((line, index) =>
    index === 0 ? palette.dim(line) : toPainted(line, palette),
  );
}

/** What would be, or was, changed is seen at once; the rest is quiet. */
const MARKS: Readonly<Partial<Record<Outcome, string>>> = {
  created: '+',
  updated: '~',
  deleted: '-',
};

function toPainted(line: string, palette: Palette): string {
  const paint = { '+': palette.green, '~': palette.yellow, '-': palette.red, '!': palette.yellow };
  const mark = line.charAt(0);
  return mark in paint ? `${paint[mark as keyof typeof paint](mark)}${line.slice(1)}` : line;
}
