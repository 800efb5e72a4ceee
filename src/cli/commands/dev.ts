import * as actions from '../../actions/index.js';
import type { DevRound } from '../../actions/results.js';
import { LabError } from '../../errors.js';
import type { RunOptions } from '../../session/run.js';
import { defineCommand, flag, text, type Values } from '../command.js';
import { toCommandLine } from '../command-line.js';
import { renderFailure, toErrorMember } from '../rendering/failure.js';
import { toDurationText } from '../rendering/format.js';
import type { CommandLine } from '../rendering/hint.js';
import { renderInvocation } from '../rendering/invocation.js';
import type { Output } from '../rendering/output.js';
import { isInterruption } from '../signals.js';
import { FUNCTION } from './deploy-function.js';
import { toVariables } from './variables.js';

const OPTIONS = {
  ...FUNCTION,
  event: text('--event <file>', 'a file with the event, as JSON (default: {})'),
  aws: flag('--aws', 'on AWS, in the lab that `up` has made'),
};

type DevValues = Values<typeof OPTIONS> & RunOptions & { readonly path: string };

export const dev = defineCommand({
  name: 'dev',
  description: 'deploy and call your function now and after each change, until Ctrl-C',
  examples: [
    'valkey-lab dev ./my-function',
    'valkey-lab dev ./my-function --event event.json',
    'valkey-lab dev ./my-function --aws',
  ],
  argument: { name: '<path>', description: 'the folder of your function, or a .zip' },
  options: OPTIONS,
  async act({ env, aws = false, ...options }: DevValues, output: Output) {
    if (aws && options.local) {
      throw new LabError('CONFIG_INVALID', '--aws and --local name different places.', {
        hint: 'Leave one of them out: without --aws, `dev` uses the local endpoint.',
      });
    }
    const place = { ...options, local: !aws };
    const line = toCommandLine(place);
    try {
      await actions.dev({
        ...place,
        env: toVariables(env),
        onRound: (round) =>
          output.part(toRoundDocument(round, line), renderRound(round, line, output)),
      });
    } catch (error) {
      // Ctrl-C is the normal end: set the exit code, but show no failure.
      if (!isInterruption(error)) throw error;
      process.exitCode = error.exitCode;
    }
    return undefined;
  },
  toDocument: () => ({}),
  render: () => [],
  cleanUpMs: 60_000,
  hasJsonLines: () => true,
});

/** The document of one round. */
interface RoundDocument {
  readonly command: 'dev';
  readonly ok: boolean;
  readonly changed: readonly string[];
  readonly elapsedMs: number;
  readonly statusCode: number | null;
  readonly functionError: string | null;
  readonly payload: unknown;
  readonly log: readonly string[] | null;
  readonly report: object | null;
  readonly logins: readonly string[];
  readonly error: object | null;
}

function toRoundDocument(
  { changed, elapsedMs, invocation, logins, failure }: DevRound,
  line: CommandLine,
): RoundDocument {
  return {
    ...{ command: 'dev', ok: failure === null, changed, elapsedMs },
    statusCode: invocation?.statusCode ?? null,
    functionError: invocation?.functionError ?? null,
    payload: invocation?.payload ?? null,
    log: invocation?.log ?? null,
    report: invocation?.report ?? null,
    logins,
    error: failure && toErrorMember(failure, { ...line, program: 'valkey-lab' }),
  };
}

function renderRound(round: DevRound, line: CommandLine, output: Output): string {
  const { changed, elapsedMs, invocation, logins, failure } = round;
  const { palette, columns } = output;
  const why = changed.length > 0 ? `Changed: ${changed.join(', ')}. ` : '';
  const what = invocation ? 'Reply' : 'No reply';
  const lines = [palette.bold(`${why}${what} after ${toDurationText(elapsedMs)}.`)];
  if (invocation) lines.push(...renderInvocation(invocation, { palette, columns }));
  lines.push(...logins.map((login) => palette.dim(`Cache: ${login}`)));
  if (failure) lines.push(renderFailure(failure, line, palette));
  lines.push(palette.dim('Waiting for a change; Ctrl-C ends.'));
  return lines.join('\n');
}
