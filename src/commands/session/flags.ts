import type { CommonFlags } from '../../config.js';
import type { LocalFlags } from '../../target.js';

/** The options that a person typed. */
export interface CommandFlags extends CommonFlags, LocalFlags {
  readonly dryRun?: boolean;
}

/** The options to repeat in a suggested command, so that it is about the same lab. */
export function toRepeatedFlags(flags: CommandFlags): string {
  const { lab, region, profile, local, envFile } = flags;
  const parts = [
    local && '--local',
    lab && `--lab ${quote(lab)}`,
    region && `--region ${quote(region)}`,
    profile && `--profile ${quote(profile)}`,
    envFile && `--env-file ${quote(envFile)}`,
  ].filter(Boolean);
  return parts.length > 0 ? ` ${parts.join(' ')}` : '';
}

/** As a shell takes it for one word. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
