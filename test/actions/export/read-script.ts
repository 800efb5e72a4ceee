import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KNOWN, type Setting } from './support.js';

/**
 * Stands in for the AWS CLI: every resource has the tags in AWS_TAGS, or does not exist without them. A new resource is ready at
 * once, but the cache shows its address late, and a function that exists already is idle. What is deleted is gone at once. It
 * writes its words to a file.
 */
const AWS = `#!/bin/bash
{ printf '%s\\0' "$@"; printf '\\n\\0'; } >> "$AWS_LOG"
case "$*" in
  *generate-cli-skeleton*) echo "$AWS_SKELETON" ;;
  *get-caller-identity*) printf '%s\\tarn:aws:iam::%s:user/x\\n' ${KNOWN.account} ${KNOWN.account} ;;
  *Configuration.State*) if [ -n "$AWS_TAGS" ]; then echo Inactive; else echo Active; fi ;;
  *' delete-'*) printf '%s\\n' "\${@: -1}" >> "$AWS_LOG.deleted" ;;
  *list-tags-for-resource* | *get-role* | *get-policy* | 'lambda get-function '*)
    while read -r name; do
      case "$*" in *[:\\ ]"$name --query "*) AWS_TAGS= ;; esac
    done < "$AWS_LOG.deleted"
    if [ -n "$AWS_TAGS" ]; then echo "$AWS_TAGS"; exit; fi
    echo 'An error occurred (ResourceNotFoundException)' >&2; exit 254 ;;
  *describe-serverless-caches*)
    if [ ! -e "$AWS_LOG.read" ]; then touch "$AWS_LOG.read"; printf 'available\\tNone\\tNone\\n'; exit; fi
    printf 'available\\t%s\\t%s\\n' ${KNOWN.address} ${KNOWN.port} ;;
  *describe-subnets*) printf 'vpc-1\\t%s\\n' ${KNOWN.subnets.join(',')} ;;
  *describe-security-groups*) echo ${KNOWN.groups.join(',')} ;;
  *describe-user*)
    if [ -n "$AWS_ERROR" ]; then echo "$AWS_ERROR" >&2; exit 254; fi
    echo active ;;
  *list-policy-versions*) echo v1 ;;
  *describe-network-interfaces*)
    if [ -z "$AWS_TAGS" ] || [ -e "$AWS_LOG.released" ]; then exit; fi
    case "$*" in *available*) touch "$AWS_LOG.released" ;; esac
    echo eni-1 ;;
esac
`;

/** What an AWS CLI that knows public endpoints answers about the input of `create-serverless-cache`. */
const SKELETON = '{ "ServerlessCacheName": "", "ConnectionType": "" }';

/** A script that has ended. */
export interface ScriptRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The commands as their words, without `aws`. */
  readonly commands: readonly (readonly string[])[];
}

/**
 * Runs a script with the stand-in. `tags`: the lab and the region of every resource; without them, nothing exists. `error`: the
 * answer to each read of a user.
 */
export function runScript(
  folder: string,
  { script = 'up.sh', skeleton = SKELETON, tags = '', error = '' } = {},
): ScriptRun {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'aws'), AWS);
  chmodSync(join(bin, 'aws'), 0o755);
  const log = join(folder, 'aws.log');
  writeFileSync(`${log}.deleted`, '');
  const { status, stdout, stderr } = spawnSync(join(folder, script), {
    env: {
      PATH: `${bin}:${process.env['PATH']}`,
      ...{ AWS_LOG: log, AWS_SKELETON: skeleton, AWS_TAGS: tags, AWS_ERROR: error },
      POLL_SECONDS: '0',
    },
    encoding: 'utf8',
    // A wait that never ends fails the test.
    timeout: 20_000,
  });
  const commands = readFileSync(log, 'utf8')
    .split('\n\0')
    .map((line) => line.split('\0').slice(0, -1))
    .filter((words) => words.length > 0);
  return { status, stdout, stderr, commands };
}

/** Runs up.sh with the stand-in, and returns the settings of the commands that make resources. */
export function readScript(folder: string): Setting[] {
  const { status, stderr, commands } = runScript(folder);
  if (status !== 0) throw new Error(`up.sh ended with ${status}: ${stderr}`);
  return commands
    .filter((words) => !words.includes('--generate-cli-skeleton'))
    .flatMap(([, operation = '', ...words]) =>
      /^(create|attach|put-retention)/.test(operation) ? [toSetting(operation, words)] : [],
    );
}

/** Turns words back into the input: `--user-id a` into `{ UserId: 'a' }`. */
function toSetting(operation: string, words: readonly string[]): Setting {
  const input: Record<string, unknown> = {};
  let name = '';
  for (const word of words) {
    if (word.startsWith('--')) name = toPascalCase(word.slice(2));
    else input[name] = add(name, input[name], word);
  }
  const { ZipFile: _, ...rest } = input;
  const isLogs = 'LogGroupName' in rest;
  const named = isLogs
    ? Object.fromEntries(Object.entries(rest).map(([key, value]) => [toCamelCase(key), value]))
    : rest;
  return [toPascalCase(operation), named];
}

const LISTS = ['UserIds', 'Architectures', 'SubnetIds', 'SecurityGroupIds'];
const STRUCTURES = [
  'CacheUsageLimits',
  'AuthenticationMode',
  'Environment',
  'VpcConfig',
  'LoggingConfig',
];

function add(name: string, before: unknown, word: string): unknown {
  if (LISTS.includes(name)) return [...((before as string[] | undefined) ?? []), word];
  if (name === 'Tags' && word.startsWith('Key=')) {
    return [...((before as object[] | undefined) ?? []), readShorthand(word)];
  }
  return name === 'Tags' || STRUCTURES.includes(name) ? readShorthand(word) : word;
}

/** Reads a structure as the AWS CLI does: the shorthand syntax, such as `A=1,B={C=2},D=x,y`, or JSON. */
function readShorthand(text: string): Record<string, unknown> {
  if (text.startsWith('{')) return JSON.parse(text);
  let at = 0;
  const readValue = (): unknown => {
    if (text[at] === '{') {
      at += 1;
      const inner = readMembers();
      at += 1;
      return inner;
    }
    if (text[at] === '"') {
      const quoted = /^"((?:\\.|[^"\\])*)"/.exec(text.slice(at));
      at += quoted?.[0].length ?? 1;
      return (quoted?.[1] ?? '').replace(/\\(.)/g, '$1');
    }
    const plain = /^[^,}]*/.exec(text.slice(at))?.[0] ?? '';
    at += plain.length;
    return plain;
  };
  const readMembers = (): Record<string, unknown> => {
    const members: Record<string, unknown> = {};
    while (at < text.length && text[at] !== '}') {
      const key = /^[^=]*/.exec(text.slice(at))?.[0] ?? '';
      at += key.length + 1;
      const values = [readValue()];
      while (text[at] === ',' && !/^,[\w.:/-]+=/.test(text.slice(at))) {
        at += 1;
        values.push(readValue());
      }
      members[key] = key.endsWith('Ids') ? values : values[0];
      if (text[at] === ',') at += 1;
    }
    return members;
  };
  return readMembers();
}

function toPascalCase(text: string): string {
  return text.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function toCamelCase(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
