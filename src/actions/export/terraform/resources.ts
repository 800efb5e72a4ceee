import { type ExportedFunction, type LabInputs, toFunctionInputs } from '../lab.js';
import { type Reasons, toFunctionReason } from '../reasons.js';
import { Block, type Body, Expression, renderValue } from './hcl.js';

/** A resource of the configuration. */
export interface HclResource {
  readonly type: string;
  readonly name: string;
  readonly reason: string;
  readonly body: Body;
}

/** Returns the resources that every lab has. */
export function toLabResources(inputs: LabInputs, reasons: Reasons): HclResource[] {
  const { defaultUser, iamUser, userGroup, serverlessCache, role, policy } = inputs;
  const { ServerlessCacheName, UserGroupId: _group, ...cacheRest } = serverlessCache;
  const { RoleName, AssumeRolePolicyDocument, ...roleRest } = role;
  const { PolicyName, PolicyDocument, ...policyRest } = policy;
  const users = [...(defaultUser ? ['default'] : []), 'iam'];
  const userIds = users.map((name) => new Expression(`aws_elasticache_user.${name}.user_id`));
  return [
    ...(defaultUser ? [toDefaultUser(defaultUser, reasons)] : []),
    {
      ...{ type: 'aws_elasticache_user', name: 'iam', reason: reasons.iamUser },
      body: toBody(iamUser),
    },
    {
      ...{ type: 'aws_elasticache_user_group', name: 'lab', reason: reasons.userGroup },
      body: toBody({ ...userGroup, UserIds: userIds }),
    },
    {
      type: 'aws_elasticache_serverless_cache',
      ...{ name: 'lab', reason: reasons.serverlessCache },
      body: {
        name: ServerlessCacheName,
        user_group_id: new Expression('aws_elasticache_user_group.lab.user_group_id'),
        ...toBody(cacheRest),
      },
    },
    {
      ...{ type: 'aws_iam_role', name: 'lab', reason: reasons.role },
      body: {
        name: RoleName,
        ...toBody(roleRest),
        assume_role_policy: toJsonEncode(AssumeRolePolicyDocument),
      },
    },
    {
      ...{ type: 'aws_iam_policy', name: 'lab', reason: reasons.policy },
      body: { name: PolicyName, ...toBody(policyRest), policy: toJsonEncode(PolicyDocument) },
    },
    toAttachment('connect', 'The policy above.', new Expression('aws_iam_policy.lab.arn')),
    toAttachment('vpc', reasons.executionAttachment, inputs.executionAttachment.PolicyArn),
  ];
}

/**
 * AWS answers the authentication of this user with another word than it accepts (F2.7), and the provider would plan a change
 * forever. The older argument says the same and has no such answer.
 */
function toDefaultUser(
  input: NonNullable<LabInputs['defaultUser']>,
  reasons: Reasons,
): HclResource {
  const { AuthenticationMode: _, ...rest } = input;
  return {
    ...{ type: 'aws_elasticache_user', name: 'default', reason: reasons.defaultUser },
    body: { ...toBody(rest), no_password_required: true },
  };
}

function toAttachment(name: string, reason: string, policyArn: unknown): HclResource {
  return {
    ...{ type: 'aws_iam_role_policy_attachment', name, reason },
    body: { role: new Expression('aws_iam_role.lab.name'), policy_arn: policyArn },
  };
}

/** Returns the two resources of a function. */
export function toFunctionResources(
  { ctx, plainName }: ExportedFunction,
  reasons: Reasons,
): HclResource[] {
  const inputs = toFunctionInputs(ctx);
  const name = plainName === undefined ? 'lab' : `own_${plainName.replace(/\W/g, '_')}`;
  const zip = `"\${path.module}/${inputs.zipFile}"`;
  return [
    {
      ...{ type: 'aws_cloudwatch_log_group', name, reason: reasons.logGroup },
      body: {
        name: inputs.logGroup.logGroupName,
        retention_in_days: inputs.retention.retentionInDays,
        tags: TAGS,
      },
    },
    {
      type: 'aws_lambda_function',
      name,
      reason: toFunctionReason(reasons, plainName),
      body: {
        filename: new Expression(zip),
        source_code_hash: new Expression(`filebase64sha256(${zip})`),
        ...toBody(inputs.function),
        depends_on: [
          new Expression('aws_iam_role_policy_attachment.connect'),
          new Expression('aws_iam_role_policy_attachment.vpc'),
          new Expression(`aws_cloudwatch_log_group.${name}`),
        ],
      },
    },
  ];
}

/** All resources have the same tags. */
const TAGS = new Expression('local.tags');

/** Converts an input: names to snake case, structures to blocks. The variables of a function are a map. */
function toBody(input: object): Body {
  return Object.fromEntries(
    Object.entries(input).map(([member, value]) => [toSnakeCase(member), toMember(member, value)]),
  );
}

function toMember(member: string, value: unknown): unknown {
  if (member === 'Tags') return TAGS;
  const isBlock =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Expression) &&
    member !== 'Variables';
  return isBlock ? new Block(toBody(value)) : value;
}

/** `ECPUPerSecond` becomes `ecpu_per_second`. */
function toSnakeCase(member: string): string {
  return member
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

function toJsonEncode(document: string): Expression {
  return new Expression(`jsonencode(${renderValue(JSON.parse(document)).join('\n')})`);
}
