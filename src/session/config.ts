import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { LabError } from '../errors.js';
import { refuseBadAwsSettings } from './config/aws-environment.js';
import { parseDuration } from './config/duration.js';
import { readEnvFile } from './config/env-file.js';
import { findHome } from './config/home.js';
import { checkName, isAwsUserId, refuseReserved } from './config/names.js';
import {
  type LabSettings,
  type NameSettings,
  toLabSettings,
  toNameSettings,
} from './config/settings.js';
import type { SessionOptions } from './options.js';

/** The options that decide about the configuration. */
export type ConfigOptions = Pick<
  SessionOptions,
  'region' | 'profile' | 'lab' | 'local' | 'timeout' | 'dotenv'
>;

/** The names of everything in a lab, checked against AWS's rules and with the lab's prefix. */
export interface LabNames {
  readonly cache: string;
  readonly iamUser: string;
  readonly defaultUser: string;
  readonly userGroup: string;
  readonly role: string;
  readonly policy: string;
  readonly function: string;
  readonly logGroup: string;
}

/** Everything a command needs to know, from flags, environment, `.env` and defaults. */
export interface LabConfig extends LabSettings {
  /** Empty for the default lab. */
  readonly lab: string;
  /** As set by flag, environment or `.env`; undefined: the profile's, or the tutorial's. */
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly names: LabNames;
  readonly localDir: string;
  readonly timeoutMs: number;
  /** Things in the set-up that a person should know of, but that do not stop us. */
  readonly notes: readonly string[];
}

export interface ConfigSources {
  readonly flags: ConfigOptions;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Whether the IAM user may be one that AWS makes (`default.…`): no lab can create such a user. */
  readonly acceptsAwsUsers?: boolean;
}

/**
 * Flags beat environment variables, those beat `.env`, that beats the defaults.
 * @throws LabError CONFIG_INVALID or ENV_FILE_UNREADABLE, before any call to AWS
 */
export function loadConfig(sources: ConfigSources): LabConfig {
  const { flags, env, cwd, acceptsAwsUsers = false } = sources;
  const file = readEnvFile(cwd, flags.dotenv);
  // A variable that is set to nothing beats the file, too: it is the default again.
  const read = (name: string) => (env[name] ?? file.values[name]) || undefined;
  const settings = toLabSettings(read);
  refuseBadAwsSettings(env, flags.local ?? settings.local);
  const fileProfile = hasKeys(env) ? undefined : file.values['AWS_PROFILE'];
  const lab = toLabName(flags.lab ?? read('VALKEY_LAB_NAME') ?? '');
  return {
    ...settings,
    lab,
    region: toRegion(flags.region ?? findRegion(env) ?? findRegion(file.values)),
    profile: flags.profile ?? ((env['AWS_PROFILE'] ?? fileProfile) || undefined),
    names: toNames(lab, toNameSettings(read), { acceptsAwsUsers }),
    local: flags.local ?? settings.local,
    localDir: toLocalDir(env, cwd),
    timeoutMs: toTimeout(flags.timeout ?? '60m'),
    notes: file.ignored.map(
      (name) => `${name} in the .env file is ignored: set it in the environment if you mean it.`,
    ),
  };
}

/** The tutorial's names for a lab. Reads neither the environment nor a file. */
export function toTutorialNames(lab: string): LabNames {
  return toNames(
    lab,
    toNameSettings(() => undefined),
    { acceptsAwsUsers: false },
  );
}

/** Credentials in the environment: the SDK leaves them aside as soon as a profile is named, by whom ever. */
function hasKeys(env: Readonly<Record<string, string | undefined>>): boolean {
  return Boolean(env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY']);
}

/** The SDK reads AWS_REGION alone; users of the AWS CLI also set AWS_DEFAULT_REGION. */
function findRegion(values: Readonly<Record<string, string | undefined>>): string | undefined {
  return values['AWS_REGION'] || values['AWS_DEFAULT_REGION'] || undefined;
}

function toRegion(region: string | undefined): string | undefined {
  if (region === undefined || /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) return region;
  throw new LabError('CONFIG_INVALID', `The region "${region}" is not a region's name.`, {
    hint: 'Write it like us-east-1.',
  });
}

/** ElastiCache stores names in lower case, so the lab's name is lower case too. */
function toLabName(name: string): string {
  const setting = 'The lab’s name (--lab, VALKEY_LAB_NAME)';
  if (name === '') return '';
  if (name.toLowerCase() === 'default') {
    throw new LabError(
      'CONFIG_INVALID',
      `${setting} is "default", which is what the lab without a name is called.`,
      { hint: 'Leave it out for the default lab, or choose another name.' },
    );
  }
  return checkName('lab', setting, name).toLowerCase();
}

function toNames(
  lab: string,
  settings: NameSettings,
  { acceptsAwsUsers }: { readonly acceptsAwsUsers: boolean },
): LabNames {
  const prefixed = (name: string) => (lab ? `${lab}-${name}` : name);
  const name = (rule: Parameters<typeof checkName>[0], setting: string, value: string) =>
    checkName(rule, setting, prefixed(value));
  const lower = (rule: Parameters<typeof checkName>[0], setting: string, value: string) =>
    refuseReserved(setting, name(rule, setting, value).toLowerCase());
  const isAwsUser = acceptsAwsUsers && isAwsUserId(settings.iamUser);
  const functionName = name('function', 'VALKEY_LAB_FUNCTION_NAME', settings.functionName);
  const names = {
    cache: lower('cache', 'VALKEY_LAB_CACHE_NAME', settings.cacheName),
    iamUser: isAwsUser
      ? settings.iamUser.toLowerCase()
      : lower('user', 'VALKEY_LAB_IAM_USER', settings.iamUser),
    defaultUser: lower('user', 'VALKEY_LAB_DEFAULT_USER', settings.defaultUser),
    userGroup: lower('userGroup', 'VALKEY_LAB_USER_GROUP', settings.userGroup),
    role: name('role', 'VALKEY_LAB_ROLE_NAME', settings.roleName),
    policy: name('policy', 'VALKEY_LAB_POLICY_NAME', settings.policyName),
    function: functionName,
    logGroup: `/aws/lambda/${functionName}`,
  };
  if (names.iamUser === names.defaultUser) {
    throw new LabError(
      'CONFIG_INVALID',
      `VALKEY_LAB_IAM_USER and VALKEY_LAB_DEFAULT_USER are both "${names.iamUser}".`,
    );
  }
  return names;
}

function toLocalDir(env: Readonly<Record<string, string | undefined>>, cwd: string): string {
  const setting = env['VALKEY_LAB_LOCAL_DIR'];
  if (setting) return resolve(cwd, setting);
  // The XDG specification: a relative path there is invalid and is ignored.
  const state = env['XDG_STATE_HOME'];
  if (state && isAbsolute(state)) return join(state, 'valkey-lab');
  const home = findHome();
  // The folder must be the same for all commands of this user.
  if (home === undefined) return join(tmpdir(), `valkey-lab-of-${process.getuid?.()}`);
  return join(home, '.local', 'state', 'valkey-lab');
}

function toTimeout(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new LabError('CONFIG_INVALID', `--timeout is "${text}", which is not a time.`, {
    hint: 'Write it like 90s, 60m or 2h.',
  });
}
