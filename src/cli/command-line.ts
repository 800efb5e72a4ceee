import type { CommonValues } from './common-options.js';
import type { CommandLine } from './rendering/hint.js';
import { toProgramName } from './rendering/program-name.js';

interface OwnValues {
  readonly public?: unknown;
  readonly all?: unknown;
  readonly olderThan?: unknown;
}

/** Returns the parts of a command that concerns the same lab, as this user would type it. */
export function toCommandLine(values: CommonValues & OwnValues): CommandLine {
  const { local, lab, region, profile, account, dotenv } = values;
  const { public: isPublic, all, olderThan } = values;
  return {
    program: toProgramName({
      script: process.argv[1],
      cwd: findWorkingDirectory(),
      env: process.env,
    }),
    repeated: [
      ...(local ? [['--local']] : []),
      ...toPair('--lab', lab),
      ...toPair('--region', region),
      ...toPair('--profile', profile),
      ...toPair('--account', account),
      ...toPair('--dotenv', dotenv),
    ],
    making: isPublic ? [['--public']] : [],
    sweep: all ? [['--all'], ...toPair('--older-than', olderThan)] : [],
  };
}

function toPair(option: string, value: unknown): (readonly string[])[] {
  return typeof value === 'string' && value !== '' ? [[option, value]] : [];
}

/** Finds the working directory; undefined when it was deleted. */
function findWorkingDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}
