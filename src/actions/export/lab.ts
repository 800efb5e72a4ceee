import { CREATED_TAG, createLabTags, withOwner, withTopologyTag } from '../../engine/lab-tags.js';
import {
  DEFAULT_USER,
  IAM_USER,
  type ResourceName,
  toCacheInput,
  toConfiguration,
  toConnectAttachmentInput,
  toExecutionAttachmentInput,
  toFunctionInput,
  toLogGroupInput,
  toPolicyInput,
  toRetentionInput,
  toRoleInput,
  toUserGroupInput,
  toUserInput,
} from '../../resources/index.js';
import type { Session } from '../../session/session.js';
import { version } from '../../version.js';
import { toReference } from './references.js';

/** The part of a session that an export needs. It knows no account: references stand for what only AWS knows. */
export type ExportContext = Pick<Session, 'config' | 'identity' | 'region' | 'tags' | 'subject'>;

/** A function to export: the proof function, or one of the user's. */
export interface ExportedFunction {
  readonly ctx: ExportContext;
  readonly zip: Uint8Array;
  /** Its name without the lab's prefix; undefined for the proof function. */
  readonly plainName: string | undefined;
}

/** A lab to export. */
export interface ExportedLab extends ExportContext {
  /** The region of the configuration, which `region` stands for. */
  readonly homeRegion: string;
  /** The proof function comes first. */
  readonly functions: readonly ExportedFunction[];
}

/** Returns a context in which references stand for the account, the region and the time. */
export function toExportContext(config: Session['config']): ExportContext {
  const region = toReference('region');
  const ownership = createLabTags({ lab: config.lab, region }, new Date(0), version);
  const timed = { ...ownership, [CREATED_TAG]: toReference('created') };
  const tags = { ...config.tags, ...withTopologyTag(timed, config.topology === 'public') };
  return {
    config,
    region,
    identity: { account: toReference('account'), partition: toReference('partition'), arn: '' },
    tags: config.owner === undefined ? tags : withOwner(tags, config.owner),
    subject: 'proof',
  };
}

/** Returns the same lab without the time of creation, for formats that know no time. */
export function withoutCreated(lab: ExportedLab): ExportedLab {
  const omit = <T extends ExportContext>(ctx: T): T => {
    const { [CREATED_TAG]: _, ...tags } = ctx.tags;
    return { ...ctx, tags };
  };
  return {
    ...omit(lab),
    functions: lab.functions.map((one) => ({ ...one, ctx: omit(one.ctx) })),
  };
}

/** The settings of every resource, as `up` sends them. */
export type LabInputs = ReturnType<typeof toLabInputs>;

export function toLabInputs(lab: ExportContext) {
  const { config } = lab;
  const { subnetIds, cacheSubnetIds } = config;
  return {
    defaultUser: config.accessEngine === 'redis' ? toUserInput(lab, DEFAULT_USER) : undefined,
    iamUser: toUserInput(lab, IAM_USER),
    userGroup: toUserGroupInput(lab),
    serverlessCache: toCacheInput(lab, {
      userGroupId: config.names.userGroup,
      subnetIds: cacheSubnetIds.length > 0 ? cacheSubnetIds : subnetIds,
    }),
    role: toRoleInput(lab),
    policy: toPolicyInput(lab),
    connectAttachment: toConnectAttachmentInput(lab),
    executionAttachment: toExecutionAttachmentInput(lab),
  } satisfies Partial<Record<ResourceName, object | undefined>>;
}

/** Returns what of the network only AWS knows. A public lab needs none. */
export function toNeededNetwork({ topology, subnetIds, securityGroupIds }: Session['config']) {
  const isInVpc = topology === 'vpc';
  return {
    needsSubnets: isInVpc && subnetIds.length === 0,
    needsGroups: isInVpc && securityGroupIds.length === 0,
  };
}

export type FunctionInputs = ReturnType<typeof toFunctionInputs>;

/** Returns the settings of a function and of its log group. */
export function toFunctionInputs(ctx: ExportContext) {
  const wanted = toConfiguration(ctx, {
    roleArn: toReference('roleArn'),
    network: ctx.config.topology === 'public' ? undefined : toNetwork(ctx),
    cache: { address: toReference('cacheAddress'), port: toReference('cachePort') },
  });
  return {
    logGroup: toLogGroupInput(ctx),
    retention: toRetentionInput(ctx),
    function: toFunctionInput(ctx, wanted),
    zipFile: `${ctx.config.names.function}.zip`,
  };
}

function toNetwork({ config: { subnetIds, securityGroupIds } }: ExportContext) {
  return {
    subnetIds: subnetIds.length > 0 ? subnetIds : [toReference('subnetIds')],
    securityGroupIds:
      securityGroupIds.length > 0 ? securityGroupIds : [toReference('securityGroupIds')],
    areSubnetsGiven: true,
  };
}
