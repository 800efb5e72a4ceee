import type { InvocationResult } from '../../actions/results.js';
import type { View } from '../command.js';
import { renderList } from './layout.js';
import { isForPeople } from './log-line.js';

/** Renders one invocation: the log of the function, its reply, and how long it took. */
export function renderInvocation(
  { payload, log, report }: InvocationResult,
  { palette, columns }: Pick<View, 'palette' | 'columns'>,
): string[] {
  const lines = log
    .filter(isForPeople)
    .map((line) => (line.includes('Success: Inserted') ? palette.green(line) : palette.dim(line)));
  const facts = [{ label: 'Reply', texts: [JSON.stringify(payload)] }];
  if (report) {
    const init = report.initDurationMs === null ? 'warm' : `cold, init ${report.initDurationMs} ms`;
    const text = `${report.durationMs} ms (${init}), memory ${report.maxMemoryUsedMb} MB`;
    facts.push({ label: 'Duration', texts: [text] });
  }
  return [...lines, ...renderList(facts, columns)];
}
