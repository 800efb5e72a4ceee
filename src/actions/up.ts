import { followCalls } from '../aws/call-recorder.js';
import { findCriticalPath } from '../engine/critical-path.js';
import { toResourceText } from '../engine/events.js';
import type { TimelineRecorder } from '../engine/timeline.js';
import { LabError } from '../errors.js';
import { refuseUnwritable, writeReport } from '../reports/file.js';
import type { Run } from '../session/run.js';
import { type Session, toPlace } from '../session/session.js';
import type { Action } from './action.js';
import { make } from './make.js';
import { openSession } from './open-session.js';
import type { UpOptions } from './options.js';
import type { MakeResult, UpResult } from './results.js';

interface Opened {
  readonly session: Session;
  /** With `report`: records the events from the first call on. */
  readonly timeline: TimelineRecorder | undefined;
}

async function open(run: Run): Promise<Opened> {
  if (run.timeline) followCalls();
  return { session: await openSession(run), timeline: run.timeline };
}

/** Creates or updates the whole lab. With `report`, writes a page about the run, even if it fails. */
async function makeLab({ session, timeline }: Opened, options: UpOptions): Promise<UpResult> {
  if (options.report === undefined || !timeline) return make('up', session, options);
  const write = await createPageWriter(options.report, timeline, session);
  let result: MakeResult;
  try {
    result = await make('up', session, options);
  } catch (error) {
    if (error instanceof LabError) addPage(error, write, session.note);
    throw error;
  }
  return { ...result, ...write() };
}

type WritePage = (failure?: LabError) => Pick<UpResult, 'criticalPath' | 'report'>;

async function createPageWriter(
  file: string,
  recorder: TimelineRecorder,
  session: Session,
): Promise<WritePage> {
  // Load the page's code now, because an interrupt leaves no time to load it.
  const { toRunPage } = await import('../reports/run-page.js');
  return (failure) => {
    const timeline = recorder.read();
    const facts = toPageFacts(session, timeline.startedAt);
    writeReport(file, toRunPage({ command: 'up', facts, timeline, failure }));
    const criticalPath = findCriticalPath(timeline).map(({ resource, fromMs, toMs, waits }) => {
      const text = resource && toResourceText(resource);
      return { resource: text, fromMs, elapsedMs: toMs - fromMs, waits };
    });
    return { criticalPath, report: file };
  };
}

/** Writes the page after a failure. The caller needs the first failure, so an unwritable page is only noted. */
function addPage(error: LabError, write: WritePage, note: Session['note']): void {
  try {
    error.result = { ...error.result, ...write(error) };
  } catch (unwritten) {
    note(unwritten instanceof Error ? unwritten.message : String(unwritten));
  }
}

function toPageFacts(session: Session, startedAt: Date): [label: string, value: string][] {
  const place = toPlace(session);
  return [
    ['lab', place.lab || 'default'],
    ['network', session.config.topology === 'public' ? 'none: a public endpoint' : 'a VPC'],
    ['where', place.local ? 'the endpoint on this machine' : 'AWS'],
    ['region', place.region],
    ['account', place.account],
    ['started', `${startedAt.toISOString().replace('T', ' ').slice(0, 19)} UTC`],
  ];
}

export const up: Action<Opened, UpOptions, UpResult> = {
  open,
  check: ({ report }) => {
    if (report !== undefined) refuseUnwritable(report);
  },
  act: makeLab,
  isRecorded: ({ report }) => report !== undefined,
};
