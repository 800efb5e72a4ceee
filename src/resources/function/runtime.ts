import type { Session } from '../../session/session.js';
import type { Check, Said } from '../shared/check.js';

/** The dates from which Lambda creates no more functions with a runtime (F6.5). */
const NO_NEW_FROM: Readonly<Record<string, string>> = {
  'nodejs20.x': '2026-08-31',
  'nodejs22.x': '2027-06-01',
  'nodejs24.x': '2028-06-01',
};

/** In preview since August 2026, without an end date (F6.16). */
const NEW = 'nodejs26.x';

/** Checks whether Lambda still offers the function's runtime. No AWS call returns this. */
export const runtime: Check<Pick<Session, 'config'>> = {
  name: 'lambda-runtime',
  run: async ({ config }) => judgeRuntime(config.runtime, Date.now()),
};

/** Judges a runtime at a time, in milliseconds since the epoch. */
export function judgeRuntime(name: string, nowMs: number): Said {
  if (name === NEW) {
    const message = `${name}: new in late 2026; AWS may not offer it in every region yet.`;
    return {
      state: 'warning',
      message,
      remedy: 'If AWS refuses it, set VALKEY_LAB_RUNTIME to nodejs24.x.',
    };
  }
  const until = NO_NEW_FROM[name];
  const remedy = 'Set VALKEY_LAB_RUNTIME to nodejs24.x.';
  if (until === undefined) {
    const message = `${name}: unknown to this version of valkey-lab; AWS may not offer it.`;
    return { state: 'warning', message, remedy };
  }
  if (Date.parse(until) > nowMs) return { state: 'ok', message: `${name}, until ${until}.` };
  const message = `${name}: AWS has created no functions with it since ${until}.`;
  return { state: 'failed', message, remedy };
}
