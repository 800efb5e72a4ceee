import {
  CreateLogGroupCommand,
  ListTagsForResourceCommand as ListLogTagsCommand,
  TagResourceCommand as TagLogGroupCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
} from '@aws-sdk/client-ec2';
import { ListTagsForResourceCommand, ModifyUserCommand } from '@aws-sdk/client-elasticache';
import { GetRoleCommand, ListRoleTagsCommand, TagRoleCommand } from '@aws-sdk/client-iam';
import {
  GetFunctionCommand,
  ListTagsCommand,
  TagResourceCommand as TagFunctionCommand,
} from '@aws-sdk/client-lambda';
import { type AssumptionLab, TAGS, toCode } from './support/lab.js';
import { playAlternatives, type Scenarios } from './support/scenario.js';

type Reads = `${'elasticache' | 'iam' | 'lambda' | 'ec2' | 'logs'}-reads`;

const USER_ARN = 'arn:aws:elasticache:us-east-1:123456789012:user:user-1';
const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:function-1';
const LOG_GROUP_ARN = 'arn:aws:logs:us-east-1:123456789012:log-group:group-1';

/** More than one lag with the pace `instant`. */
const LATER_MS = 1_001;

/** Reads at once after a create call, at once after a change, and later. */
async function readThreeTimes(
  { emulator }: AssumptionLab,
  steps: {
    create: () => Promise<unknown>;
    change: () => Promise<unknown>;
    read: () => Promise<unknown>;
  },
): Promise<unknown[]> {
  const read = () => steps.read().catch((error: Error) => error.name);
  await steps.create();
  const created = await read();
  emulator.advance(LATER_MS);
  await steps.change();
  const changed = await read();
  emulator.advance(LATER_MS);
  return [created, changed, await read()];
}

playAlternatives<Reads>({
  'elasticache-reads': {
    see: (lab) =>
      readThreeTimes(lab, {
        create: () => lab.createUser(),
        change: () =>
          lab.cache.send(new ModifyUserCommand({ UserId: 'user-1', AccessString: 'on ~a +@all' })),
        read: async () => (await lab.describeUser())?.AccessString ?? 'nothing',
      }),
    expected: {
      'at-once': ['on ~* +@all', 'on ~a +@all', 'on ~a +@all'],
      stale: ['UserNotFoundFault', 'on ~* +@all', 'on ~a +@all'],
      'not-found': ['UserNotFoundFault', 'UserNotFoundFault', 'on ~a +@all'],
      empty: ['nothing', 'nothing', 'on ~a +@all'],
    },
  },
  'iam-reads': {
    see: (lab) =>
      readThreeTimes(lab, {
        create: () => lab.createRole({ waits: false }),
        change: () =>
          lab.iam.send(
            new TagRoleCommand({ RoleName: 'role-1', Tags: [{ Key: 'b', Value: 'b' }] }),
          ),
        read: async () => {
          const { Tags } = await lab.iam.send(new ListRoleTagsCommand({ RoleName: 'role-1' }));
          return Tags?.length ?? 0;
        },
      }),
    expected: {
      'at-once': [1, 2, 2],
      stale: ['NoSuchEntityException', 1, 2],
      'not-found': ['NoSuchEntityException', 'NoSuchEntityException', 2],
      empty: [0, 0, 2],
    },
  },
  'lambda-reads': {
    see: async (lab) => {
      await lab.createRole();
      return readThreeTimes(lab, {
        create: () => lab.createFunction(),
        change: () =>
          lab.lambda.send(new TagFunctionCommand({ Resource: FUNCTION_ARN, Tags: { b: 'b' } })),
        read: async () => {
          const { Tags } = await lab.lambda.send(new ListTagsCommand({ Resource: FUNCTION_ARN }));
          return Object.keys(Tags ?? {}).length;
        },
      });
    },
    expected: {
      'at-once': [1, 2, 2],
      stale: ['ResourceNotFoundException', 1, 2],
      'not-found': ['ResourceNotFoundException', 'ResourceNotFoundException', 2],
      empty: [0, 0, 2],
    },
  },
  'ec2-reads': {
    see: async (lab) => {
      let GroupId = '';
      return readThreeTimes(lab, {
        create: async () => {
          const input = { GroupName: 'a', Description: 'a' };
          const group = await lab.ec2.send(new CreateSecurityGroupCommand(input));
          GroupId = group.GroupId ?? '';
        },
        change: () => {
          const rule = { IpProtocol: 'tcp', FromPort: 1, ToPort: 1, CidrIp: '10.0.0.0/8' };
          return lab.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, ...rule }));
        },
        read: async () => {
          const command = new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] });
          const { SecurityGroups } = await lab.ec2.send(command);
          return SecurityGroups?.[0]?.IpPermissions?.length ?? 'nothing';
        },
      });
    },
    expected: {
      'at-once': [0, 1, 1],
      stale: ['InvalidGroup.NotFound', 0, 1],
      'not-found': ['InvalidGroup.NotFound', 'InvalidGroup.NotFound', 1],
      empty: ['nothing', 'nothing', 1],
    },
  },
  'logs-reads': {
    see: (lab) =>
      readThreeTimes(lab, {
        create: () =>
          lab.logs.send(new CreateLogGroupCommand({ logGroupName: 'group-1', tags: { a: 'a' } })),
        change: () =>
          lab.logs.send(new TagLogGroupCommand({ resourceArn: LOG_GROUP_ARN, tags: { b: 'b' } })),
        read: async () => {
          const command = new ListLogTagsCommand({ resourceArn: LOG_GROUP_ARN });
          return Object.keys((await lab.logs.send(command)).tags ?? {}).length;
        },
      }),
    expected: {
      'at-once': [1, 2, 2],
      stale: ['ResourceNotFoundException', 1, 2],
      'not-found': ['ResourceNotFoundException', 'ResourceNotFoundException', 2],
      empty: [0, 0, 2],
    },
  },
} satisfies Scenarios<Reads>);

/** Reads the tags of a new resource of each service, or the code with which the service refuses. */
async function readNewTags(lab: AssumptionLab): Promise<unknown[]> {
  await lab.createRole({ waits: false });
  await lab.createUser({ Tags: TAGS });
  await lab.createFunction();
  await lab.logs.send(new CreateLogGroupCommand({ logGroupName: 'group-1', tags: { a: 'a' } }));
  const reads = [
    async () => (await lab.iam.send(new GetRoleCommand({ RoleName: 'role-1' }))).Role?.Tags,
    async () => (await lab.iam.send(new ListRoleTagsCommand({ RoleName: 'role-1' }))).Tags,
    async () =>
      (await lab.cache.send(new ListTagsForResourceCommand({ ResourceName: USER_ARN }))).TagList,
    async () => (await lab.lambda.send(new GetFunctionCommand(FUNCTION))).Tags,
    async () => (await lab.lambda.send(new ListTagsCommand({ Resource: FUNCTION_ARN }))).Tags,
    async () => (await lab.logs.send(new ListLogTagsCommand({ resourceArn: LOG_GROUP_ARN }))).tags,
  ];
  return Promise.all(
    reads.map((read) =>
      read().then(
        (tags) => Object.keys(tags ?? {}).length,
        (error: Error) => error.name,
      ),
    ),
  );
}

const FUNCTION = { FunctionName: 'function-1' };

playAlternatives<'new-tags' | 'unsettled-tags'>({
  'new-tags': {
    see: async (lab) => {
      const first = await readNewTags(lab);
      // Tags can be late after a late read, so they take two lags.
      lab.emulator.advance(2 * LATER_MS);
      const later = await lab.iam.send(new ListRoleTagsCommand({ RoleName: 'role-1' }));
      return [...first, later.Tags?.length];
    },
    expected: {
      'with-resource': [1, 1, 1, 1, 1, 1, 1],
      late: [0, 0, 0, 0, 0, 0, 1],
      refused: [
        ...[1, 'InvalidInputException', 'InvalidParameterValueException', 1],
        ...['InvalidParameterValueException', 'InvalidParameterException', 1],
      ],
    },
  },
  'unsettled-tags': {
    pace: 'real',
    see: async (lab) => {
      await lab.createUser({ Tags: TAGS });
      const tags = lab.cache.send(new ListTagsForResourceCommand({ ResourceName: USER_ARN }));
      const code = await toCode(tags);
      return code === 'ok' ? ((await tags).TagList?.length ?? 0) : code;
    },
    expected: {
      refused: 'UserNotFoundFault',
      empty: 0,
      shown: 1,
      'other-code': 'InvalidParameterValueException',
    },
  },
} satisfies Scenarios<'new-tags' | 'unsettled-tags'>);
