import { toTagList } from '../../../engine/lab-tags.js';
import {
  type ExportedFunction,
  type FunctionInputs,
  type LabInputs,
  toFunctionInputs,
} from '../lab.js';
import { type Reasons, toFunctionReason } from '../reasons.js';
import { Intrinsic } from './values.js';

/** A resource of the template. */
export interface TemplateResource {
  readonly id: string;
  readonly reason: string;
  readonly type: string;
  readonly dependsOn?: readonly string[];
  readonly properties: object;
}

/**
 * Returns the resources that every lab has. The properties have the names of the inputs, except for those of IAM. That is true
 * for the `ConnectionType` of a public cache, too (F11.10).
 */
export function toLabResources(inputs: LabInputs, reasons: Reasons): TemplateResource[] {
  const { defaultUser, iamUser, userGroup, serverlessCache, role, policy } = inputs;
  const { PolicyName, PolicyDocument, Tags: _, ...policyRest } = policy;
  const { Tags: roleTags, ...roleRest } = role;
  const user = (id: string, reason: string, properties: object) => ({
    ...{ id, reason, type: 'AWS::ElastiCache::User', properties },
  });
  return [
    ...(defaultUser ? [user('DefaultUser', reasons.defaultUser, defaultUser)] : []),
    user('IamUser', reasons.iamUser, iamUser),
    {
      id: 'UserGroup',
      reason: `${reasons.userGroup} CloudFormation deletes in the reverse order of DependsOn.`,
      type: 'AWS::ElastiCache::UserGroup',
      dependsOn: [...(defaultUser ? ['DefaultUser'] : []), 'IamUser'],
      properties: userGroup,
    },
    {
      id: 'Cache',
      reason: reasons.serverlessCache,
      type: 'AWS::ElastiCache::ServerlessCache',
      properties: { ...serverlessCache, UserGroupId: new Intrinsic('!Ref', 'UserGroup') },
    },
    {
      id: 'Policy',
      reason: `${reasons.policy} CloudFormation cannot tag a policy: README.md has the command.`,
      type: 'AWS::IAM::ManagedPolicy',
      properties: {
        ManagedPolicyName: PolicyName,
        ...policyRest,
        PolicyDocument: JSON.parse(PolicyDocument),
      },
    },
    {
      id: 'Role',
      reason: `${reasons.role} ${reasons.executionAttachment}`,
      type: 'AWS::IAM::Role',
      properties: {
        ...roleRest,
        AssumeRolePolicyDocument: JSON.parse(role.AssumeRolePolicyDocument),
        ManagedPolicyArns: [new Intrinsic('!Ref', 'Policy'), inputs.executionAttachment.PolicyArn],
        Tags: roleTags,
      },
    },
  ];
}

/** Returns the two resources of a function. */
export function toFunctionResources(
  { ctx, plainName }: ExportedFunction,
  reasons: Reasons,
): TemplateResource[] {
  const inputs = toFunctionInputs(ctx);
  const { Tags: tags, ...rest } = inputs.function;
  const suffix = toSuffix(plainName);
  return [
    {
      id: `LogGroup${suffix}`,
      reason: reasons.logGroup,
      type: 'AWS::Logs::LogGroup',
      properties: toLogGroupProperties(inputs),
    },
    {
      id: `Function${suffix}`,
      reason: toFunctionReason(reasons, plainName),
      type: 'AWS::Lambda::Function',
      dependsOn: [`LogGroup${suffix}`],
      properties: {
        ...rest,
        Code: {
          S3Bucket: new Intrinsic('!Ref', 'CodeBucket'),
          S3Key: new Intrinsic('!Ref', toCodeKey(plainName)),
        },
        Tags: toTagList(tags),
      },
    },
  ];
}

function toLogGroupProperties({ logGroup, retention }: FunctionInputs): object {
  return {
    LogGroupName: logGroup.logGroupName,
    RetentionInDays: retention.retentionInDays,
    Tags: toTagList(logGroup.tags),
  };
}

/** Returns the name of the parameter with the place of the function's code in the bucket. */
export function toCodeKey(plainName: string | undefined): string {
  return `CodeKey${toSuffix(plainName)}`;
}

/** Ids in a template have only letters and digits. */
function toSuffix(plainName = ''): string {
  return plainName.replace(/(?:^|[^a-z0-9]+)([a-z0-9])?/gi, (_, letter: string = '') =>
    letter.toUpperCase(),
  );
}
