import { LabError } from '../../errors.js';
import type { RunFacts } from '../../session/run.js';
import { type CommandLine, renderHint } from './hint.js';
import type { Palette } from './palette.js';

export const NOTHING_KNOWN: RunFacts = { lab: null, region: null, account: null, local: null };

/** The parts of a failed run that go into its document. */
interface FailedRun {
  readonly command: string;
  readonly facts: Readonly<RunFacts>;
  readonly resources: readonly object[];
  readonly elapsedMs: number;
  /** Members that only this command has. */
  readonly members?: object;
}

/** Returns all failures of a run, in the order in which they happened. */
export function toFailures(error: unknown): readonly unknown[] {
  return error instanceof LabError ? error.failures : [error];
}

/** Returns the document of a failed command: what it did, and why it stopped. */
export function toFailureDocument(
  error: unknown,
  { command, facts, resources, elapsedMs, members }: FailedRun,
  line: CommandLine,
): object {
  const errors = toFailures(error).map((each) => toErrorMember(each, line));
  const result = error instanceof LabError ? error.result : {};
  return {
    ...{ command, ok: false, ...facts, resources, ...result, ...members },
    ...{ error: errors[0], errors, elapsedMs },
  };
}

/** Returns the member `error` of a document. */
export function toErrorMember(error: unknown, line: CommandLine) {
  if (!(error instanceof LabError)) {
    const message = error instanceof Error ? error.message : String(error);
    const hint = 'This is a bug in valkey-lab: please report it.';
    return { code: 'INTERNAL', message, hint, resource: null, aws: null };
  }
  const { code, message, resource = null, aws = null } = error;
  return { code, message, hint: renderHint(error.hint, line), resource, aws };
}

/** Renders all failures of a run as text. */
export function renderFailure(error: unknown, line: CommandLine, palette: Palette): string {
  return toFailures(error)
    .map((each) => renderOne(each, line, palette))
    .join('\n');
}

function renderOne(error: unknown, line: CommandLine, palette: Palette): string {
  if (!(error instanceof LabError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `${palette.red('This is a bug in valkey-lab:')} ${text}`;
  }
  const lines = [`${palette.red('Error')} ${palette.bold(error.code)}: ${error.message}`];
  // Without a request, the failure is not AWS's answer, and the message says everything.
  if (error.aws?.requestId) {
    const { service, operation, code, requestId } = error.aws;
    const answer = `AWS: ${service} ${operation}, ${code}, request ${requestId}`;
    lines.push(`  ${palette.dim(answer)}`);
  }
  lines.push(`  ${palette.cyan('Next:')} ${renderHint(error.hint, line)}`);
  return lines.join('\n');
}
