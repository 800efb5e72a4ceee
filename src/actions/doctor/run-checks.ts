import { isAwsError, toLabError } from '../../aws/errors.js';
import { LabError, toHint } from '../../errors.js';
import type { Check, Finding, Said } from '../../resources/shared/check.js';

/** Runs all checks at once; one that fails is a finding like others, and stops none of them. */
export async function runChecks<Context>(
  checks: readonly Check<Context>[],
  ctx: Context,
): Promise<Finding[]> {
  const findings = await Promise.all(checks.map((check) => runCheck(check, ctx)));
  return findings.flat();
}

/** The findings of one check. */
export async function runCheck<Context>(check: Check<Context>, ctx: Context): Promise<Finding[]> {
  try {
    const said = await check.run(ctx);
    return [said].flat().map((one) => toFinding(check.name, one as Said));
  } catch (error) {
    return [toFinding(check.name, explain(error))];
  }
}

/** For checks that were not tried. */
export function toUnknown(check: string, because: string): Finding {
  return { check, state: 'unknown', message: `Not looked at: ${because}.`, remedy: null };
}

function toFinding(
  name: string,
  { check = name, state, message, remedy = undefined }: Said,
): Finding {
  return { check, state, message, remedy: remedy === undefined ? null : toHint(remedy) };
}

/** Who may not look does not know; `up` may need less. */
function explain(error: unknown): Said {
  const shown = toLabError(error);
  if (!(shown instanceof LabError)) throw error;
  const { message, hint: remedy } = shown;
  const isDenied = shown.code === 'ACCESS_DENIED' || isAwsError(error, 'AccessDenied');
  return { state: isDenied ? 'unknown' : 'failed', message, remedy };
}
