import type {
  ProgressEvent,
  ResourceId,
  ResourceReport,
  WaitingEvent,
} from '../../../actions/results.js';
import { toDurationText } from '../format.js';
import type { Palette } from '../palette.js';
import { toPlainText } from '../plain-text.js';

/** Returns the name of a resource for progress. It is plain text because the live view counts its characters. */
export function toName({ kind, name }: ResourceId): string {
  return toPlainText(`${kind} ${name}`);
}

/** Returns what a step waits for, with its progress: `37 warm invocations of 100`. */
export function toStatus({ status, detail }: Pick<WaitingEvent, 'status' | 'detail'>): string {
  return toPlainText(detail === undefined ? status : `${detail} ${status}`);
}

/** Returns the permanent line for an event; undefined when the event only updates the live view. */
export function toLine(
  event: ProgressEvent,
  palette: Palette,
  { isBrief }: { readonly isBrief: boolean } = { isBrief: false },
): string | undefined {
  if (event.type === 'note') return palette.yellow(event.text);
  // The end of the run shows every failure with its message.
  if (event.type === 'failed') return `${palette.red('✗')} ${toName(event.resource)}: failed`;
  return event.type === 'finished' && !isBrief ? toFinishedLine(event.report, palette) : undefined;
}

const CHANGED: readonly string[] = ['created', 'updated', 'deleted'];

function toFinishedLine(report: ResourceReport, palette: Palette): string {
  const isChanged = CHANGED.includes(report.action);
  const mark = isChanged ? palette.green('✓') : palette.dim('·');
  const elapsed = isChanged ? palette.dim(` (${toDurationText(report.elapsedMs)})`) : '';
  return `${mark} ${toName(report)}: ${report.action}${elapsed}`;
}
