import { CreateRoleCommand, ListRolesCommand, paginateListRoles } from '@aws-sdk/client-iam';
import type { ANSWERS } from '../../../src/emulator/state/assumptions/answers.js';
import { sendForm } from '../support/raw-request.js';
import { playAlternatives, type Scenarios } from './support/scenario.js';

type Ids = keyof typeof ANSWERS;

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: 'sts:AssumeRole',
  },
});

playAlternatives<Ids>({
  'answer-members': {
    see: async (lab) => {
      await lab.createUser();
      const { port, credentials } = lab.emulator;
      const endpoint = { port, config: { credentials } };
      const answer = await sendForm(
        endpoint,
        'elasticache',
        'Action=DescribeUsers&Version=2015-02-02',
      );
      const known = await lab.describeUser();
      return [answer.body.includes('MemberOfTheFuture'), known?.UserId];
    },
    expected: { modelled: [false, 'user-1'], 'unknown-added': [true, 'user-1'] },
  },
  pages: {
    see: async ({ iam }) => {
      for (const RoleName of ['a', 'b', 'c']) {
        await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
      }
      const pages: string[] = [];
      for await (const { Roles } of paginateListRoles({ client: iam }, {})) {
        pages.push((Roles ?? []).map(({ RoleName }) => RoleName).join());
      }
      const first = await iam.send(new ListRolesCommand({}));
      return [pages, first.IsTruncated];
    },
    expected: { full: [['a,b,c'], false], 'one-item': [['a', '', 'b', '', 'c'], true] },
  },
} satisfies Scenarios<Ids>);
