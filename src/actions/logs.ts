import { isAwsError } from '../aws/errors.js';
import { readLogLines } from '../aws/log-events.js';
import type { LogLine } from '../aws/log-line.js';
import { LabError } from '../errors.js';
import { parseDuration } from '../session/config/duration.js';
import { withNamedFunction } from '../session/function-subject.js';
import { type Session, toPlace } from '../session/session.js';
import type { Action } from './action.js';
import { openSession } from './open-session.js';
import type { LogsOptions } from './options.js';
import type { LogsResult } from './results.js';

/** The default of `aws logs tail`. */
const DEFAULT_SINCE = '10m';

/**
 * Reads the function's log lines.
 * @throws LabError RESOURCE_MISSING if the log group does not exist
 */
async function readLogs(opened: Session, options: LogsOptions): Promise<LogsResult> {
  const { follow = false, onLine, isHeard = () => true } = options;
  const session = withNamedFunction(opened, options.function);
  const { logGroup } = session.config.names;
  const sinceMs = Date.now() - toSinceMs(options.since);
  const events: LogLine[] = [];
  try {
    const query = { logGroup, sinceMs, signal: session.signal };
    for await (const page of readLogLines(session.aws, query, follow)) {
      if (!follow) events.push(...page);
      else for (const line of page) onLine?.(line);
      if (follow && !isHeard()) break;
    }
  } catch (error) {
    throw isAwsError(error, 'ResourceNotFoundException') ? toMissing(session) : error;
  }
  const since = new Date(sinceMs).toISOString();
  return { ...toPlace(session), logGroup, since, events, elapsedMs: session.elapsedMs() };
}

function toMissing({ config, subject }: Session, why = ''): LabError {
  const { logGroup } = config.names;
  return new LabError('RESOURCE_MISSING', `The log group ${logGroup} does not exist${why}.`, {
    resource: `log-group/${logGroup}`,
    hint: subject === 'proof' ? DEPLOY_PROOF : DEPLOY_YOURS,
  });
}

const DEPLOY_PROOF = {
  text: 'Run {command},',
  command: ['deploy-function'],
  or: { text: 'or {command}, first: it creates the log group.', command: ['up'] },
};
const DEPLOY_YOURS = {
  text: 'Run {command} first: it creates the log group.',
  command: ['deploy-function', 'PATH'],
};

function toSinceMs(text = DEFAULT_SINCE): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new LabError('CONFIG_INVALID', `--since is "${text}", which is not a duration.`, {
    hint: 'Write it like 90s, 10m or 24h.',
  });
}

export const logs: Action<Session, LogsOptions, LogsResult> = {
  open: openSession,
  check: ({ since }) => void toSinceMs(since),
  act: readLogs,
  async actVacant(session, options) {
    const named = withNamedFunction(session, options.function);
    throw toMissing(named, ': no local endpoint is running');
  },
  isUnlimited: ({ follow = false }) => follow,
};
