import type { Session } from '../../session/session.js';
import type { Check, Said } from '../shared/check.js';

/** From when on AWS creates no more functions with a runtime (Lambda guide, "Lambda runtimes"). */
const NO_NEW_FROM: Readonly<Record<string, string>> = {
  'nodejs20.x': '2026-08-31',
  'nodejs22.x': '2027-06-01',
  'nodejs24.x': '2028-06-01',
};

/** Whether Lambda still offers the function's runtime. No call tells: the dates are AWS's. */
export const runtime: Check<Pick<Session, 'config'>> = {
  name: 'lambda-runtime',
  run: async ({ config }) => judgeRuntime(config.runtime, Date.now()),
};

/** What the dates say of a runtime at a time. */
export function judgeRuntime(name: string, nowMs: number): Said {
  const until = NO_NEW_FROM[name];
  const remedy = 'Set VALKEY_LAB_RUNTIME to nodejs24.x.';
  if (until === undefined) {
    const message = `${name}: not known to this version of valkey-lab; AWS may not offer it.`;
    return { state: 'warning', message, remedy };
  }
  if (Date.parse(until) > nowMs) return { state: 'ok', message: `${name}, until ${until}.` };
  const message = `${name}: AWS makes no functions with it since ${until}.`;
  return { state: 'failed', message, remedy };
}
