import type { ResourceReport } from '../../engine/events.js';
import { throwFailures, toFailures } from '../../engine/failures.js';
import { LabError } from '../../errors.js';
import { blueprint } from '../../resources/index.js';
import { parseDuration } from '../../session/config/duration.js';
import { type Session, toPlace } from '../../session/session.js';
import type { Action } from '../action.js';
import { openSession } from '../open-session.js';
import type { DownAllOptions, DownOptions } from '../options.js';
import type { SweepResult, SweptResource } from '../results.js';
import { destroyLab, previewDestroyLab } from './destroy-lab.js';
import { type FoundLab, findLabs } from './find-labs.js';
import { withInterfaces } from './index.js';

/**
 * Lists the labs of the account and region, then deletes them. A dry run only lists them.
 * @throws LabError the first failure, after every lab was tried
 */
async function sweep(opened: Session, options: DownAllOptions): Promise<SweepResult> {
  const session = withInterfaces(opened, options);
  const { labs, unreadable } = await findLabs(blueprint, session);
  for (const name of unreadable) {
    session.note(
      `The tags of the ${name} cannot be read now. If it belongs to a lab, the next run deletes it.`,
    );
  }
  const nowMs = Date.now();
  const olderThanMs = toOlderThanMs(options);
  const isOld = ({ newestMs = nowMs }: FoundLab) => nowMs - newestMs > olderThanMs;
  options.onLabs?.(
    labs.map((lab) => ({
      lab: lab.lab,
      resources: Object.values(lab.names).flat().length,
      ageMs: lab.newestMs === undefined ? undefined : nowMs - lab.newestMs,
      isTaken: isOld(lab),
    })),
  );
  const swept: SweptResource[] = [];
  const failures: unknown[] = [];
  // One lab after another: functions of several labs share network interfaces (F6.8), and only the deletion of the
  // last function can wait for them.
  for (const lab of labs.filter(isOld)) {
    try {
      await sweepLab(session, lab, { dryRun: options.dryRun, swept });
    } catch (error) {
      session.signal.throwIfAborted();
      failures.push(...toFailures(error));
    }
  }
  throwFailures(failures);
  if (!options.dryRun) await session.target.release();
  return {
    ...toPlace(session),
    lab: null,
    labs: labs.map((lab) => ({
      lab: lab.lab,
      newest: lab.newestMs === undefined ? null : new Date(lab.newestMs).toISOString(),
      action: isOld(lab) ? 'deleted' : 'kept',
    })),
    resources: swept,
    endpoint: null,
    elapsedMs: session.elapsedMs(),
  };
}

/** Deletes a lab, or in a dry run lists its resources. Adds the reports to `swept`. */
async function sweepLab(
  session: Session,
  lab: FoundLab,
  { dryRun, swept }: Pick<DownOptions, 'dryRun'> & { swept: SweptResource[] },
): Promise<void> {
  const note = (report: ResourceReport) => swept.push({ ...report, lab: lab.lab });
  if (dryRun) {
    for (const report of await previewDestroyLab(blueprint.resources, session, lab)) note(report);
    return;
  }
  const own: Session = {
    ...session,
    report(event) {
      if (event.type === 'finished') note(event.report);
      session.report(event);
    },
  };
  await destroyLab(blueprint.resources, own, lab);
}

/** Returns the minimum age of a lab in milliseconds. Without `olderThan`, every lab is old enough. */
function toOlderThanMs({ olderThan }: DownAllOptions): number {
  if (olderThan === undefined) return Number.NEGATIVE_INFINITY;
  const ms = parseDuration(olderThan);
  if (ms !== undefined) return ms;
  throw new LabError('CONFIG_INVALID', `--older-than is "${olderThan}", which is not a duration.`, {
    hint: 'Write it like 90m, 6h or 48h.',
  });
}

export const downAll: Action<Session, DownAllOptions, SweepResult> = {
  open: openSession,
  check(options) {
    toOlderThanMs(options);
  },
  act: sweep,
  async actVacant(session) {
    const place = { ...toPlace(session), lab: null };
    return { ...place, labs: [], resources: [], endpoint: null, elapsedMs: session.elapsedMs() };
  },
};
