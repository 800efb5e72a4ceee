import { LabError } from '../../errors.js';
import { toIamPath, toPermissionsBoundary } from './iam.js';
import { toTags } from './tags.js';
import type { GivenSettings } from './topology.js';

/** The names as the user set them: unchecked, and without the lab's prefix. */
export interface NameSettings {
  readonly cacheName: string;
  readonly iamUser: string;
  readonly defaultUser: string;
  readonly userGroup: string;
  readonly roleName: string;
  readonly policyName: string;
  readonly functionName: string;
}

/** The other settings of the `VALKEY_LAB_*` variables, parsed and checked. */
export interface LabSettings {
  /** The settings that depend on the topology, without its defaults. */
  readonly given: GivenSettings;
  readonly runtime: string;
  readonly trustAccount: boolean;
  readonly maxStorageGb: number;
  readonly maxEcpu: number;
  readonly logRetentionDays: number;
  readonly local: boolean;
  /** The ARN of the policy that limits the lab's role, whatever the role's own policies allow. */
  readonly permissionsBoundary: string | undefined;
  /** The path of the lab's role and policy: `/`, or one such as `/team/`. */
  readonly iamPath: string;
  /** Tags for everything that AWS lets the lab tag, beside the lab's own. */
  readonly tags: Readonly<Record<string, string>>;
}

type Read = (name: string) => string | undefined;

/** The only values that CloudWatch Logs accepts (PutRetentionPolicy in the API reference). */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

/** Reads the names. The defaults are the tutorial's names. */
export function toNameSettings(read: Read): NameSettings {
  return {
    cacheName: read('VALKEY_LAB_CACHE_NAME') ?? 'cache-01',
    iamUser: read('VALKEY_LAB_IAM_USER') ?? 'iam-user-01',
    defaultUser: read('VALKEY_LAB_DEFAULT_USER') ?? 'default-user-disabled',
    userGroup: read('VALKEY_LAB_USER_GROUP') ?? 'iam-user-group-01',
    roleName: read('VALKEY_LAB_ROLE_NAME') ?? 'elasticache-iam-auth-app',
    policyName: read('VALKEY_LAB_POLICY_NAME') ?? 'elasticache-allow-all',
    functionName: read('VALKEY_LAB_FUNCTION_NAME') ?? 'AccessValkey',
  };
}

/**
 * Reads the settings that are not names.
 * @throws LabError CONFIG_INVALID, which names the variable, the value and the rule
 */
export function toLabSettings(read: Read): LabSettings {
  return {
    given: toGivenSettings(read),
    runtime: toRuntime(read('VALKEY_LAB_RUNTIME') ?? 'nodejs24.x'),
    trustAccount: toBoolean(read, 'VALKEY_LAB_TRUST_ACCOUNT') ?? false,
    maxStorageGb: toInteger(read, {
      name: 'VALKEY_LAB_MAX_STORAGE_GB',
      ifUnset: 1,
      min: 1,
      max: 5000,
    }),
    maxEcpu: toInteger(read, {
      name: 'VALKEY_LAB_MAX_ECPU',
      ifUnset: 1000,
      min: 1000,
      max: 15_000_000,
    }),
    logRetentionDays: toRetention(read),
    local: toBoolean(read, 'VALKEY_LAB_LOCAL') ?? false,
    permissionsBoundary: toPermissionsBoundary(read('VALKEY_LAB_PERMISSIONS_BOUNDARY')),
    iamPath: toIamPath(read('VALKEY_LAB_IAM_PATH')),
    tags: toTags(read('VALKEY_LAB_TAGS')),
  };
}

function toGivenSettings(read: Read): GivenSettings {
  const isPublic = toBoolean(read, 'VALKEY_LAB_PUBLIC');
  const accessString = read('VALKEY_LAB_ACCESS_STRING');
  return {
    topology: isPublic === undefined ? undefined : isPublic ? 'public' : 'vpc',
    accessEngine: toEngine(read, 'VALKEY_LAB_ACCESS_ENGINE'),
    accessString: accessString === undefined ? undefined : toAccessString(accessString),
    subnetIds: toIds(read, { name: 'VALKEY_LAB_SUBNET_IDS', prefix: 'subnet', max: 16 }),
    cacheSubnetIds: toIds(read, {
      ...{ name: 'VALKEY_LAB_CACHE_SUBNET_IDS', prefix: 'subnet', max: 3 },
      service: 'A serverless cache',
    }),
    securityGroupIds: toIds(read, { name: 'VALKEY_LAB_SECURITY_GROUP_IDS', prefix: 'sg', max: 5 }),
  };
}

function refuse(name: string, value: string, rule: string): never {
  throw new LabError('CONFIG_INVALID', `${name} is "${value}", but ${rule}.`);
}

/** Checks an access string: it contains no password and no reset (F2.3). */
function toAccessString(text: string): string {
  const words = text.trim().split(/\s+/);
  const isPassword = (word: string) =>
    /^[><#!]/.test(word) || /^(nopass|resetpass|reset)$/i.test(word);
  if (!text.trim()) refuse('VALKEY_LAB_ACCESS_STRING', text, 'an access string must not be empty');
  const password = words.find(isPassword);
  if (password) {
    throw new LabError(
      'CONFIG_INVALID',
      'VALKEY_LAB_ACCESS_STRING contains a password, nopass or reset, which ElastiCache does not allow there.',
    );
  }
  return text.trim();
}

function toEngine(read: Read, name: string): 'redis' | 'valkey' | undefined {
  const value = read(name)?.toLowerCase();
  if (value === undefined || value === 'redis' || value === 'valkey') return value;
  return refuse(name, value, 'it must be redis or valkey');
}

/** Checks that Lambda still creates functions with this runtime (F6.5). */
function toRuntime(value: string): string {
  const major = /^nodejs(\d+)\.x$/.exec(value)?.[1];
  if (!major)
    refuse('VALKEY_LAB_RUNTIME', value, 'the function needs a Node.js runtime such as nodejs24.x');
  if (Number(major) < 22) {
    refuse(
      'VALKEY_LAB_RUNTIME',
      value,
      'Lambda no longer creates functions with a runtime older than nodejs22.x',
    );
  }
  return value;
}

function toBoolean(read: Read, name: string): boolean | undefined {
  const value = read(name)?.toLowerCase();
  if (value === undefined) return undefined;
  if (value === 'false' || value === '0') return false;
  if (value === 'true' || value === '1') return true;
  return refuse(name, value, 'it must be true or false');
}

interface IdRule {
  readonly name: string;
  readonly prefix: string;
  readonly max: number;
  readonly service?: string;
}

function toIds(read: Read, { name, prefix, max, service = 'Lambda' }: IdRule): readonly string[] {
  const value = read(name) ?? '';
  const ids = value.split(/[\s,]+/).filter((id) => id !== '');
  const bad = ids.find((id) => !new RegExp(`^${prefix}-[0-9a-f]{8,17}$`).test(id));
  if (bad)
    refuse(name, bad, `it must be a list of ids such as ${prefix}-0a1b2c3d, separated by commas`);
  if (ids.length > max) refuse(name, value, `${service} accepts at most ${max} ids`);
  return [...new Set(ids)];
}

interface IntegerRule {
  readonly name: string;
  readonly ifUnset: number;
  readonly min: number;
  readonly max: number;
}

function toInteger(read: Read, { name, ifUnset, min, max }: IntegerRule): number {
  const text = read(name);
  if (text === undefined) return ifUnset;
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  return refuse(name, text, `it must be a whole number from ${min} to ${max}`);
}

function toRetention(read: Read): number {
  const text = read('VALKEY_LAB_LOG_RETENTION_DAYS') ?? '7';
  const days = Number(text);
  if (RETENTION_DAYS.includes(days)) return days;
  return refuse(
    'VALKEY_LAB_LOG_RETENTION_DAYS',
    text,
    `CloudWatch Logs accepts only certain numbers of days: ${RETENTION_DAYS.slice(0, 8).join(', ')} …`,
  );
}
