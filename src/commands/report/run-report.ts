import { followCalls } from '../../aws/call-recorder.js';
import { toDurationText, toTable } from '../../cli/rendering/format.js';
import type { Ui } from '../../cli/rendering/ui.js';
import { type CriticalStretch, findCriticalPath } from '../../engine/critical-path.js';
import { toResourceText } from '../../engine/events.js';
import { createTimeline, type Timeline } from '../../engine/timeline.js';
import { LabError } from '../../errors.js';
import { writeReport } from '../../reports/file.js';

/**
 * The same, with a page about the run in `file`, and its critical path in the document and on stderr:
 * written when the run ends, however it ends.
 */
export async function withRunReport(command: string, file: string, ui: Ui): Promise<Ui> {
  // Loaded before anything begins: an interrupt leaves no time for it.
  const { toRunPage } = await import('../../reports/run-page.js');
  followCalls();
  const recorder = createTimeline();
  const write = (document: object, failure?: LabError) => {
    const timeline = recorder.read();
    const facts = toFacts(document, timeline);
    writeReport(file, toRunPage({ command, facts, timeline, failure }));
    const path = findCriticalPath(timeline);
    for (const line of toPathLines(path)) ui.note(line);
    ui.note(`The report is in ${file}.`);
    return { ...document, criticalPath: path.map(toPathMember), report: file };
  };
  return {
    ...ui,
    report(event) {
      recorder.note(event);
      ui.report(event);
    },
    call(call) {
      recorder.noteCall(call);
      ui.call(call);
    },
    result: (document, toText) => ui.result(write(document), toText),
    fail(error, document) {
      try {
        ui.fail(error, write(document, toFailure(error)));
      } catch (unwritten) {
        // What went wrong first is what counts.
        ui.note(unwritten instanceof Error ? unwritten.message : String(unwritten));
        ui.fail(error, document);
      }
    },
  };
}

function toFailure(error: unknown): LabError {
  if (error instanceof LabError) return error;
  return new LabError('AWS_ERROR', error instanceof Error ? error.message : String(error));
}

function toFacts(document: object, { startedAt }: Timeline): [label: string, value: string][] {
  const { lab, region, account, local } = document as Record<string, string | boolean | null>;
  return [
    ['lab', String(lab || 'default')],
    ['where', local ? 'the endpoint on this machine' : 'AWS'],
    ['region', String(region ?? '–')],
    ['account', String(account ?? '–')],
    ['started', `${startedAt.toISOString().replace('T', ' ').slice(0, 19)} UTC`],
  ];
}

function toPathMember({ resource, fromMs, toMs, waits }: CriticalStretch) {
  return {
    resource: resource && toResourceText(resource),
    fromMs,
    elapsedMs: toMs - fromMs,
    waits,
  };
}

function toPathLines(path: readonly CriticalStretch[]): string[] {
  if (path.length === 0) return [];
  const rows = path.map(({ resource, fromMs, toMs, waits }) => [
    `  ${resource ? `${resource.kind} ${resource.name}` : 'before the first step'}`,
    toDurationText(toMs - fromMs),
    waits.map(({ status, ms }) => `${status} ${toDurationText(ms)}`).join(', '),
  ]);
  const total = toDurationText(path.at(-1)?.toMs ?? 0);
  return [
    `The critical path, ${total}: what the run waited for, one after another.`,
    ...toTable(rows),
  ];
}
