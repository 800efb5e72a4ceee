import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { LabError } from '../errors.js';
import { toAccountId } from './config/account.js';
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
import {
  type GivenSettings,
  refuseUnfit,
  type TopologySettings,
  toIgnoredNote,
  toTopologySettings,
} from './config/topology.js';
import type { SessionOptions } from './options.js';

export type { Topology } from './config/topology.js';

/** The options that are part of the configuration. */
export type ConfigOptions = Pick<
  SessionOptions,
  'region' | 'profile' | 'lab' | 'account' | 'local' | 'timeout' | 'dotenv'
> & {
  /** A lab with a public endpoint and without a VPC. */
  readonly public?: boolean | undefined;
};

/** The names of a lab's resources, with the lab's prefix. All of them satisfy AWS's rules. */
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

/** The configuration of a run, from flags, environment, `.env` and defaults. */
export interface LabConfig extends LabSettings, TopologySettings {
  /** Empty for the default lab. */
  readonly lab: string;
  /** From flag, environment or `.env`. If undefined, the profile's region applies, or the tutorial's. */
  readonly region: string | undefined;
  readonly profile: string | undefined;
  /** The only account that a run may touch; undefined: any. Always undefined for the local endpoint. */
  readonly accountId: string | undefined;
  /** Who owns what a run creates; undefined: the caller. Never from `.env`. */
  readonly owner: string | undefined;
  readonly names: LabNames;
  readonly localDir: string;
  /** Keeps what installers download, for all labs of this user. */
  readonly cacheDir: string;
  readonly timeoutMs: number;
  /** Warnings about the configuration. */
  readonly notes: readonly string[];
}

export interface ConfigSources {
  readonly flags: ConfigOptions;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The variables in `env` that the caller gave as an option. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** Whether the IAM user may be one that AWS creates (`default.…`). A lab cannot create such a user. */
  readonly acceptsAwsUsers?: boolean;
}

/**
 * Loads the configuration. Flags override environment variables, which override `.env` and the defaults.
 * @throws LabError CONFIG_INVALID or ENV_FILE_UNREADABLE, before any call to AWS
 */
export function loadConfig(sources: ConfigSources): LabConfig {
  const { flags, env, cwd, settings: options = {}, acceptsAwsUsers = false } = sources;
  const file = readEnvFile(cwd, flags.dotenv);
  // An empty environment variable overrides the file too, and means the default.
  const read = (name: string) => (env[name] ?? file.values[name]) || undefined;
  const settings = toLabSettings(read);
  const given = withFlag(settings.given, flags.public);
  if (given.topology === 'public') refuseUnfit(given, (name) => Boolean(options[name]));
  const local = flags.local ?? settings.local;
  refuseBadAwsSettings(env, local);
  const fileProfile = hasKeys(env) ? undefined : file.values['AWS_PROFILE'];
  const lab = toLabName(flags.lab ?? read('VALKEY_LAB_NAME') ?? '');
  return {
    ...settings,
    ...{ given, ...toTopologySettings(given, given.topology ?? 'vpc') },
    lab,
    region: toRegion(flags.region ?? findRegion(env) ?? findRegion(file.values)),
    profile: flags.profile ?? ((env['AWS_PROFILE'] ?? fileProfile) || undefined),
    names: toNames(lab, toNameSettings(read), { acceptsAwsUsers }),
    accountId: local ? undefined : toAccountId(flags.account ?? read('VALKEY_LAB_ACCOUNT_ID')),
    owner: env['VALKEY_LAB_OWNER']?.trim() || undefined,
    local,
    localDir: toLocalDir(env, cwd),
    cacheDir: toCacheDir(env),
    timeoutMs: toTimeout(flags.timeout ?? '60m'),
    notes: [...file.notes, ...toNotes(given)],
  };
}

function toNotes(given: GivenSettings): string[] {
  const note = given.topology === 'public' ? toIgnoredNote(given) : undefined;
  return note === undefined ? [] : [note];
}

function withFlag(given: GivenSettings, isPublic: boolean | undefined): GivenSettings {
  return isPublic === undefined ? given : { ...given, topology: isPublic ? 'public' : 'vpc' };
}

/** Returns the tutorial's names for a lab. Reads neither the environment nor a file. */
export function toTutorialNames(lab: string): LabNames {
  return toNames(
    lab,
    toNameSettings(() => undefined),
    { acceptsAwsUsers: false },
  );
}

/** Returns whether the environment contains credentials. The SDK ignores them when a profile is set. */
function hasKeys(env: Readonly<Record<string, string | undefined>>): boolean {
  return Boolean(env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY']);
}

/** Finds the region. The SDK reads only AWS_REGION, but users of the AWS CLI also set AWS_DEFAULT_REGION. */
function findRegion(values: Readonly<Record<string, string | undefined>>): string | undefined {
  return values['AWS_REGION'] || values['AWS_DEFAULT_REGION'] || undefined;
}

function toRegion(region: string | undefined): string | undefined {
  if (region === undefined || /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) return region;
  throw new LabError('CONFIG_INVALID', `"${region}" is not the name of a region.`, {
    hint: 'Use a name such as us-east-1.',
  });
}

/** Checks the lab's name and converts it to lower case, because ElastiCache stores names in lower case. */
function toLabName(name: string): string {
  const setting = 'The lab’s name (--lab, VALKEY_LAB_NAME)';
  if (name === '') return '';
  if (name.toLowerCase() === 'default') {
    throw new LabError(
      'CONFIG_INVALID',
      `${setting} is "default", but "default" means the lab without a name.`,
      { hint: 'Omit the name to use the default lab, or choose another name.' },
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
  // The XDG specification says that a relative path is invalid and must be ignored.
  const state = env['XDG_STATE_HOME'];
  if (state && isAbsolute(state)) return join(state, 'valkey-lab');
  const home = findHome();
  // The folder must be the same for all commands of this user.
  if (home === undefined) return join(tmpdir(), `valkey-lab-of-${process.getuid?.()}`);
  return join(home, '.local', 'state', 'valkey-lab');
}

function toCacheDir(env: Readonly<Record<string, string | undefined>>): string {
  const cache = env['XDG_CACHE_HOME'];
  if (cache && isAbsolute(cache)) return join(cache, 'valkey-lab');
  const home = findHome();
  if (home === undefined) return join(tmpdir(), `valkey-lab-cache-of-${process.getuid?.()}`);
  return join(home, '.cache', 'valkey-lab');
}

function toTimeout(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new LabError('CONFIG_INVALID', `--timeout is "${text}", which is not a duration.`, {
    hint: 'Use a duration such as 90s, 60m or 2h.',
  });
}
