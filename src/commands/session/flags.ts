import { toShellWord as quote } from '../../cli/rendering/shell-word.js';
import { LabError } from '../../errors.js';
import type { CommonFlags } from '../../session/config.js';
import type { LocalFlags } from '../../session/target.js';

/** For what runs until it is stopped: the usual time limit is for commands that end. */
export const NO_LIMIT = '1000000h';

/** The options that a person typed. */
export interface CommandFlags extends CommonFlags, LocalFlags {
  readonly dryRun?: boolean;
  /** `down`: every lab of the account and region, or those that are so old. */
  readonly all?: boolean;
  readonly olderThan?: string;
}

/** The options to repeat in a suggested command, so that it is about the same lab. */
export function toRepeatedFlags(flags: CommandFlags): string {
  const { lab, region, profile, local, dotenv } = flags;
  const parts = [
    local && '--local',
    lab && `--lab ${quote(lab)}`,
    region && `--region ${quote(region)}`,
    profile && `--profile ${quote(profile)}`,
    dotenv && `--dotenv ${quote(dotenv)}`,
  ].filter(Boolean);
  return parts.length > 0 ? ` ${parts.join(' ')}` : '';
}

/** A failure whose hint names commands about the same lab: pasted, they must not go elsewhere. */
export function withFlagsInHint(error: unknown, flags: CommandFlags): unknown {
  if (!(error instanceof LabError)) return error;
  const hint = withFlagsInText(error.hint, flags);
  if (hint === error.hint) return error;
  const { code, message, cause, resource, aws, details } = error;
  return new LabError(code, message, { hint, cause, resource, aws, details });
}

/** A text whose commands in backquotes are about the same lab. */
export function withFlagsInText(text: string, flags: CommandFlags): string {
  return text.replace(/`valkey-lab ((?!local |--|<)[^`]+)`/g, (_text, command: string) => {
    const sweep = command === 'down' ? toSweepFlags(flags) : '';
    return `\`valkey-lab ${command}${sweep}${toRepeatedFlags(flags)}\``;
  });
}

function toSweepFlags({ all, olderThan }: CommandFlags): string {
  if (!all) return '';
  return olderThan ? ` --all --older-than ${quote(olderThan)}` : ' --all';
}
