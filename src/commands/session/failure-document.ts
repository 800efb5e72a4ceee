import { LabError } from '../../errors.js';
import type { Session } from '../session.js';

/** The JSON document of a command that failed: what was done, and why it stopped. */
export function toFailureDocument(
  session: Omit<Session, 'signal'>,
  error: unknown,
  elapsedMs: number,
): object {
  const { command, config, target, identity, done } = session;
  const known = error instanceof LabError ? error : undefined;
  return {
    command,
    ok: false,
    lab: config?.lab ?? null,
    region: target?.access.region ?? config?.region ?? null,
    account: identity?.account ?? null,
    local: target?.local ?? config?.local ?? null,
    resources: done,
    ...known?.details,
    error: {
      code: known?.code ?? 'INTERNAL',
      message: error instanceof Error ? error.message : String(error),
      hint: known?.hint ?? 'This is a bug in valkey-lab: please report it.',
      resource: known?.resource ?? null,
      aws: known?.aws ?? null,
    },
    elapsedMs: Math.round(elapsedMs),
  };
}
