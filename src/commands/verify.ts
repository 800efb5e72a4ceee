import { findFailure } from '../actions/invocation/failure.js';
import { findInvocable } from '../actions/invocation/invocable.js';
import { invokeUntilReady } from '../actions/invocation/until-ready.js';
import { findTrials, type Judgement, judge, type Trial } from '../actions/verify/judge.js';
import { invokeFunction } from '../aws/invoke.js';
import { toTable } from '../cli/rendering/format.js';
import type { Palette } from '../cli/rendering/palette.js';
import type { Ui } from '../cli/rendering/ui.js';
import { LabError } from '../errors.js';
import { type CommandContext, type CommandFlags, withContext } from './context.js';

/** The event that makes the function load its table of attempts; it carries nothing else. */
const EVENT = JSON.stringify({ valkeyLab: 'verify' });

/** Proves that authentication is enforced: the function tries to get in, rightly and wrongly, from inside the VPC. */
export async function runVerify(flags: CommandFlags, ui: Ui): Promise<void> {
  const started = performance.now();
  await withContext('verify', flags, ui, async (ctx) => {
    await findInvocable(ctx);
    const attempts = judge(await readTrials(ctx), ctx.config.accessString);
    const failed = attempts.filter(({ ok }) => !ok);
    const elapsedMs = Math.round(performance.now() - started);
    const toText = (palette: Palette) => `${toLines(attempts, palette).join('\n')}\n`;
    if (failed.length === 0) {
      ui.result({ ...ctx.envelope(), attempts, elapsedMs }, toText);
      return;
    }
    if (!ui.options.json) ui.result({}, toText);
    throw toFailure(ctx, attempts, failed);
  });
}

async function readTrials(ctx: CommandContext): Promise<readonly Trial[]> {
  const { function: name } = ctx.config.names;
  const resource = { kind: 'function', name } as const;
  const invocation = await invokeUntilReady({ ...ctx, resource }, () =>
    invokeFunction(ctx.aws, name, EVENT),
  );
  const { functionError, payload } = invocation;
  if (functionError !== null) throw findFailure(name, { functionError, payload, roundTrip: null });
  const trials = findTrials(payload);
  if (trials) return trials;
  throw new LabError(
    'FUNCTION_OUTDATED',
    `The function ${name} runs code that cannot verify: it answered the event as any other.`,
    { resource: `function/${name}`, details: { attempts: null } },
  );
}

function toFailure(
  { config }: CommandContext,
  attempts: readonly Judgement[],
  failed: readonly Judgement[],
): LabError {
  const list = (items: readonly Judgement[]) => items.map(({ name }) => name).join(', ');
  const entered = failed.filter(({ outcome }) => outcome === 'accepted');
  const others = failed.filter(({ outcome }) => outcome !== 'accepted');
  const said = [
    entered.length > 0 && `accepted, but to be refused: ${list(entered)}`,
    others.length > 0 && `not accepted, or unclear: ${list(others)}`,
  ].filter(Boolean);
  const head =
    entered.length > 0
      ? `The cache ${config.names.cache} does not enforce authentication`
      : `Not everything could be proven of the cache ${config.names.cache}`;
  return new LabError('NOT_ENFORCED', `${head} (${said.join('; ')}).`, {
    resource: `serverless-cache/${config.names.cache}`,
    details: { attempts },
  });
}

function toLines(attempts: readonly Judgement[], palette: Palette): string[] {
  const wrong = attempts.filter(({ ok }) => !ok).length;
  const refusals = attempts.filter(({ expected }) => expected === 'refused').length;
  const title =
    wrong === 0
      ? `Authentication is enforced: ${refusals} attempts were refused, ${attempts.length - refusals} accepted, each as it must be.`
      : `${wrong} of ${attempts.length} attempts did not end as they must.`;
  const rows = attempts.map(({ ok, name, what, expected, outcome, reply }) => [
    `  ${ok ? '✓' : '✗'} ${name}`,
    what,
    expected,
    outcome,
    reply,
  ]);
  const [head = '', ...lines] = toTable([
    ['    attempt', 'what is tried', 'must be', 'was', "the cache's reply"],
    ...rows,
  ]);
  const painted = lines.map((line, index) =>
    attempts[index]?.ok ? line.replace('✓', palette.green('✓')) : palette.red(line),
  );
  return [palette.bold(title), palette.dim(head), ...painted];
}
