import { parse } from '@cdktf/hcl2json';
import { KNOWN, type Setting } from './support.js';

type Body = Readonly<Record<string, unknown>>;
/** Blocks are lists: a block may come several times. */
type Blocks = Readonly<Record<string, Readonly<Record<string, readonly Body[]>>>>;

export interface Configuration {
  readonly resource: Blocks;
  readonly data: Blocks;
  readonly locals: readonly { readonly tags: Body }[];
}

export async function parseConfiguration(text: string): Promise<Configuration> {
  return (await parse('main.tf', text)) as Configuration;
}

/** Reads the settings of a configuration. Expressions get the values of the example account. */
export async function readConfiguration(text: string): Promise<Setting[]> {
  const { resource, locals } = await parseConfiguration(text);
  const find = (type: string, name: string): Body => resource[type]?.[name]?.[0] ?? {};
  const role = find('aws_iam_role', 'lab');
  const policy = find('aws_iam_policy', 'lab');
  const iam = `arn:aws:iam::${KNOWN.account}:`;
  const values: Record<string, unknown> = {
    'var.region': KNOWN.region,
    'data.aws_caller_identity.current.account_id': KNOWN.account,
    'data.aws_partition.current.partition': KNOWN.partition,
    'data.aws_subnets.default.ids': KNOWN.subnets,
    '[data.aws_security_group.default.id]': KNOWN.groups,
    'data.aws_security_group.default.id': KNOWN.groups[0],
    'aws_elasticache_serverless_cache.lab.endpoint[0].address': KNOWN.address,
    'tostring(aws_elasticache_serverless_cache.lab.endpoint[0].port)': KNOWN.port,
    'aws_elasticache_user.default.user_id': find('aws_elasticache_user', 'default')['user_id'],
    'aws_elasticache_user.iam.user_id': find('aws_elasticache_user', 'iam')['user_id'],
    'aws_elasticache_user_group.lab.user_group_id': find('aws_elasticache_user_group', 'lab')[
      'user_group_id'
    ],
    'aws_iam_role.lab.name': role['name'],
    'aws_iam_role.lab.arn': `${iam}role${role['path']}${role['name']}`,
    'aws_iam_policy.lab.arn': `${iam}policy${policy['path']}${policy['name']}`,
  };
  const settings: Setting[] = [];
  const evaluate = async (value: unknown): Promise<unknown> => {
    if (typeof value === 'string') return evaluateText(value, values, locals[0]?.tags, evaluate);
    if (Array.isArray(value)) return Promise.all(value.map(evaluate));
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(async ([key, member]) => [
      key,
      await evaluate(member),
    ]);
    return Object.fromEntries(await Promise.all(members));
  };
  for (const [type, named] of Object.entries(resource)) {
    for (const [body] of Object.values(named)) {
      settings.push(...toSettings(type, (await evaluate(body)) as Body));
    }
  }
  return settings;
}

async function evaluateText(
  text: string,
  values: Readonly<Record<string, unknown>>,
  tags: Body | undefined,
  evaluate: (value: unknown) => Promise<unknown>,
): Promise<unknown> {
  const whole = /^\$\{(.*)\}$/s.exec(text)?.[1] ?? '';
  if (whole === 'local.tags') return evaluate(tags);
  if (whole in values) return values[whole];
  const json = /^jsonencode\((.*)\)$/s.exec(whole)?.[1];
  if (json !== undefined) {
    const { value } = (await parse('value.tf', `value = ${json}`)) as { value: unknown };
    return JSON.stringify(await evaluate(value));
  }
  return text
    .replace(/(?<![$%])\$\{([^}]*)\}/g, (all, name: string) => String(values[name] ?? all))
    .replace(/([$%])\1\{/g, '$1{');
}

function toSettings(type: string, body: Body): Setting[] {
  const { name, tags, depends_on: _, ...rest } = body;
  const tagged = { ...toInput(rest), Tags: tags };
  switch (type) {
    case 'aws_elasticache_user': {
      const { NoPasswordRequired, ...user } = tagged as Record<string, unknown>;
      const mode = { AuthenticationMode: { Type: 'no-password-required' } };
      return [['CreateUser', { ...user, ...(NoPasswordRequired === true && mode) }]];
    }
    case 'aws_elasticache_user_group':
      return [['CreateUserGroup', tagged]];
    case 'aws_elasticache_serverless_cache':
      return [['CreateServerlessCache', { ServerlessCacheName: name, ...tagged }]];
    case 'aws_iam_role': {
      const { AssumeRolePolicy, ...role } = tagged as Record<string, unknown>;
      return [
        ['CreateRole', { RoleName: name, ...role, AssumeRolePolicyDocument: AssumeRolePolicy }],
      ];
    }
    case 'aws_iam_policy': {
      const { Policy, ...policy } = tagged as Record<string, unknown>;
      return [['CreatePolicy', { PolicyName: name, ...policy, PolicyDocument: Policy }]];
    }
    case 'aws_iam_role_policy_attachment':
      return [['AttachRolePolicy', { RoleName: body['role'], PolicyArn: body['policy_arn'] }]];
    case 'aws_cloudwatch_log_group':
      return [
        ['CreateLogGroup', { logGroupName: name, tags }],
        ['PutRetentionPolicy', { logGroupName: name, retentionInDays: body['retention_in_days'] }],
      ];
    case 'aws_lambda_function': {
      const { Filename: _file, SourceCodeHash: _hash, ...fn } = tagged as Record<string, unknown>;
      return [['CreateFunction', fn]];
    }
    default:
      throw new Error(`The test does not know ${type}.`);
  }
}

/** Turns arguments back into members: `user_id` into `UserId`, and a block into its structure. */
function toInput(body: Body): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      toMember(key),
      key === 'variables' ? value : toValue(value),
    ]),
  );
}

function toValue(value: unknown): unknown {
  const isBlock = Array.isArray(value) && typeof value[0] === 'object';
  return isBlock ? toInput(value[0] as Body) : value;
}

function toMember(key: string): string {
  if (key === 'ecpu_per_second') return 'ECPUPerSecond';
  return key.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
