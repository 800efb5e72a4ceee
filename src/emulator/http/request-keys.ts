import type { KeyValue } from '../iam/glob.js';
import { findRole } from '../state/iam.js';
import type { AccessQuestion } from './resource-arn.js';

type Keys = Readonly<Record<string, KeyValue>>;
type Names = Readonly<Record<string, unknown>>;

/** Operations whose context has the policy that they name (F10.3). */
const NAMES_POLICY = ['AttachRolePolicy', 'DetachRolePolicy'];
/** Operations whose context has the boundary that they set (F10.6). */
const SETS_BOUNDARY = ['CreateRole', 'PutRolePermissionsBoundary'];
/** Operations whose context has the boundary of their role (F10.6). */
const MEETS_BOUNDARY = [
  'DeleteRolePermissionsBoundary',
  'PutRolePolicy',
  'DeleteRolePolicy',
  'AttachRolePolicy',
  'DetachRolePolicy',
];

/**
 * Returns the condition keys that a request adds to those of its caller and its resource (Service Authorization Reference).
 * They are the tags that it sets, the policy and the boundary of a role, the network of an interface, and the connection type of
 * a new cache.
 */
export function findRequestKeys(question: AccessQuestion): Keys {
  return {
    ...toTagKeys(question.input),
    ...findIamKeys(question),
    ...findNetworkKeys(question),
    ...findConnectionKeys(question),
  };
}

/** Each service writes tags in one of three ways. */
function toTagKeys(input: object): Keys {
  const { Tags, tags = Tags } = input as Names;
  if (!isObject(tags)) return {};
  const entries = Array.isArray(tags)
    ? tags.filter(isObject).map((tag) => [tag['Key'], tag['Value'] ?? ''])
    : Object.entries(tags);
  if (entries.length === 0) return {};
  return {
    'aws:TagKeys': entries.map(([key]) => String(key)),
    ...Object.fromEntries(entries.map(([key, value]) => [`aws:RequestTag/${key}`, `${value}`])),
  };
}

function findIamKeys({ model, operation, input, context }: AccessQuestion): Keys {
  if (model.signingName !== 'iam') return {};
  const { PolicyArn, PermissionsBoundary, RoleName } = input as Names;
  const role = findRole(context.aws.iam, String(RoleName));
  const boundary = SETS_BOUNDARY.includes(operation.name)
    ? PermissionsBoundary
    : MEETS_BOUNDARY.includes(operation.name) && role?.permissionsBoundary;
  return {
    ...(NAMES_POLICY.includes(operation.name) && { 'iam:PolicyARN': String(PolicyArn) }),
    ...(boundary ? { 'iam:PermissionsBoundary': String(boundary) } : {}),
  };
}

/** Returns the condition keys that EC2 has for an interface (Service Authorization Reference; F10.4). */
function findNetworkKeys({ input, context }: AccessQuestion): Keys {
  const { NetworkInterfaceId } = input as Names;
  const found = context.state.ec2.networkInterfaces.get(String(NetworkInterfaceId));
  if (!found) return {};
  const arn = (resource: string) => context.account.arn('ec2', context.region, resource);
  return {
    'ec2:Vpc': arn(`vpc/${found.vpcId}`),
    'ec2:Subnet': arn(`subnet/${found.subnetId}`),
  };
}

/** Returns the connection type of a new cache (F11.9). */
function findConnectionKeys({ operation, input, context }: AccessQuestion): Keys {
  if (operation.name !== 'CreateServerlessCache') return {};
  const { ConnectionType: sent } = input as Names;
  if (sent === undefined && context.aws.assumes('connection-type-key', 'only-sent')) return {};
  return { 'elasticache:ConnectionType': String(sent ?? 'vpc') };
}

function isObject(value: unknown): value is Names {
  return typeof value === 'object' && value !== null;
}
