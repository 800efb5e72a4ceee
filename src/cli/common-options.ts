import { flag, list, text, type Values } from './command.js';

/** The options that all commands share. A user may also type them before the command. */
export const COMMON = {
  region: text(
    '--region <region>',
    'AWS region (default: AWS_REGION, AWS_DEFAULT_REGION, us-east-1)',
  ),
  profile: text('--profile <profile>', 'profile of the AWS configuration'),
  lab: text('--lab <name>', 'name of the lab: a prefix for every resource name'),
  local: flag('--local', 'use the endpoint on this machine instead of AWS'),
  json: flag('--json', 'print one JSON document on stdout'),
  quiet: flag('-q, --quiet', 'show no progress'),
  verbose: flag('-v, --verbose', 'show each AWS call on stderr'),
  timeout: text('--timeout <time>', 'time limit of the command (default: 60m)'),
  dotenv: text('--dotenv <file>', 'read this file instead of .env'),
  pace: text('--pace <pace>', 'with --local: instant, real or a number such as 0.2'),
  faults: text('--faults <file>', 'with --local: file with faults to inject'),
  assume: list('--assume <choice>', 'with --local: id=alternative, how AWS behaves'),
};

export type CommonValues = Values<typeof COMMON>;
