import type { ErrorEntry } from './entry.js';

/** Failures of what the user gave: options, files, packages. */
export const INPUT = {
  USAGE_INVALID: {
    exitCode: 2,
    cause: 'An unknown command or option, an option without its value, or too many arguments.',
    hint: { text: 'Run {command}, or a command with --help.', command: ['--help'] },
  },
  CONFIG_INVALID: {
    exitCode: 2,
    cause:
      'An option, a variable or a line of `.env` has a value that the program or AWS does not accept. The message names the input, the value and the rule. The program has made no call yet.',
    hint: 'Correct the option, variable or .env line named above.',
  },
  ENV_FILE_UNREADABLE: {
    exitCode: 2,
    cause: 'The `.env` file, or the file of --dotenv, cannot be read.',
    hint: 'Check that the file exists and that you may read it; `.env.example` shows every variable.',
  },
  OTHER_ACCOUNT: {
    exitCode: 2,
    cause:
      'The credentials belong to another account than --account or VALKEY_LAB_ACCOUNT_ID names. The program has read nothing there but who the caller is.',
    hint: 'Choose the account’s credentials with --profile or AWS_PROFILE, or name the other account with --account.',
  },
  PACKAGE_INVALID: {
    exitCode: 2,
    cause:
      'The folder or zip of your function cannot become a package that Lambda accepts. The message names the file and the rule. Nothing was changed.',
    hint: 'Correct what the message names, then run the same command again.',
  },
  BUILDER_MISSING: {
    exitCode: 1,
    cause:
      'Your function needs a program that packs it, and this machine has none: esbuild for TypeScript, uv or pip for `requirements.txt`.',
    hint: 'Install the program that the message names.',
  },
  BUILD_FAILED: {
    exitCode: 1,
    cause:
      'esbuild could not bundle your function, or uv or pip could not install its `requirements.txt`. The message has their own words. Nothing was changed.',
    hint: 'Correct what the message names, then run the same command again.',
  },
  OUTPUT_UNWRITABLE: {
    exitCode: 1,
    cause: 'The program cannot write the file of --output or --report.',
    hint: 'Check the folder, its permissions and the disk space, or choose another file.',
  },
} as const satisfies Record<string, ErrorEntry>;
