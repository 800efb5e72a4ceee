import { isAwsError, toLabError } from '../../aws/errors.js';
import { LabError, toHint } from '../../errors.js';
import type { Check, Finding, Said } from '../../resources/shared/check.js';

/** Runs all checks at once. A check that throws becomes a finding, and does not stop the others. */
export async function runChecks<Context>(
  checks: readonly Check<Context>[],
  ctx: Context,
): Promise<Finding[]> {
  const findings = await Promise.all(checks.map((check) => runCheck(check, ctx)));
  return findings.flat();
}

/** Runs one check and returns its findings. */
export async function runCheck<Context>(check: Check<Context>, ctx: Context): Promise<Finding[]> {
  try {
    const said = await check.run(ctx);
    return [said].flat().map((one) => toFinding(check.name, one as Said));
  } catch (error) {
    return [toFinding(check.name, explain(error))];
  }
}

/** Returns the finding of a check that did not run. */
export function toUnknown(check: string, because: string): Finding {
  return { check, state: 'unknown', message: `Not checked: ${because}.`, remedy: null };
}

function toFinding(
  name: string,
  { check = name, state, message, remedy = undefined }: Said,
): Finding {
  return { check, state, message, remedy: remedy === undefined ? null : toHint(remedy) };
}

/** Explains an error of a check. A refused read is not a failure: `up` may not need it. */
function explain(error: unknown): Said {
  const shown = toLabError(error);
  if (!(shown instanceof LabError)) throw error;
  const { message, hint: remedy } = shown;
  const isDenied = shown.code === 'ACCESS_DENIED' || isAwsError(error, 'AccessDenied');
  return { state: isDenied ? 'unknown' : 'failed', message, remedy };
}
