import { describe, expect, test } from 'vitest';
import { createJournal } from '../../../scripts/aws-run/journal.js';
import { toDocument } from '../../../scripts/aws-run/report/document.js';
import { renderPage } from '../../../scripts/aws-run/report/page.js';
import { createRedactor } from '../../../scripts/aws-run/report/template.js';

/** Values that must never leave an account. Some of them are plain words. */
const CANARIES = {
  Arn: 'arn:aws:iam::210987654321:user/teams/canaryuser',
  Account: '210987654321',
  Tags: [{ Key: 'canarykey', Value: 'canaryvalue' }],
  GroupId: 'sg-0canary00000001',
  SubnetIds: ['subnet-0canary00000002'],
  PrivateIpAddress: '10.11.12.13',
  Endpoint: { Address: 'canaryhost-abc123.serverless.use1.cache.amazonaws.com', Port: 6379 },
  ListOfTags: { Tags: { CanaryTeam: 'CanaryRed' } },
  Environment: { Variables: { canaryvariable: 'canarysetting' } },
  Description: 'canarydescription',
  RoleName: 'canaryrole',
};
const WORDS = [
  ...['210987654321', 'canary', '10.11.12.13', 'subnet-0', 'sg-0', 'amazonaws.com', 'teams'],
];

function write(message: string, remember: object = CANARIES) {
  const journal = createJournal();
  journal.observe('pages', 'full');
  const call = { service: 'ElastiCache', operation: 'CreateUser', code: 'AccessDenied' };
  journal.addError({ ...call, message });
  const redactor = createRedactor();
  redactor.remember(remember);
  const place = { date: new Date('2026-11-29T01:02:03Z'), program: '1.2.3', region: 'eu-west-1' };
  return toDocument({ ...place, journal, life: [], redactor });
}

describe('the report of a run on AWS', () => {
  const messages = [
    `User: ${CANARIES.Arn} is not authorized to perform: elasticache:CreateUser`,
    'User canaryuser has the tag canarykey with the value canaryvalue.',
    'Cannot reach canaryhost-abc123.serverless.use1.cache.amazonaws.com:6379 (10.11.12.13).',
    `Group ${CANARIES.GroupId} and [${CANARIES.SubnetIds}] of account 210987654321 differ.`,
    'The tag CanaryTeam must not be CanaryRed.',
    'Role canaryrole: canarydescription, canaryvariable="canarysetting"',
    'Request ID: 5e1ab0a6-canary-4d5b, user canaryuser@example.com',
  ];
  test.each(messages)('shows no value of the account: %s', (message) => {
    const document = write(message);
    const text = `${JSON.stringify(document)}${renderPage(document, document)}`.toLowerCase();
    for (const word of WORDS) expect(text).not.toContain(word);
    expect(document.errors).toHaveLength(1);
  });

  test('shows no unknown name either, if it does not look like a word', () => {
    const document = write(
      'User canary_2 at 10.11.12.13 used subnet-0canary in canary.example',
      {},
    );
    expect(document.errors[0]?.template).toBe(
      'User <hidden> at <hidden> used <hidden> in <hidden>',
    );
  });

  test('shows the words of AWS', () => {
    const { errors } = write(
      'User canaryrole has status creating. Only active users can be modified.',
    );
    expect(errors[0]?.template).toBe(
      'User <hidden> has status creating. Only active users can be modified.',
    );
  });

  test('hides codes, operations and regions that are none', () => {
    const journal = createJournal();
    const call = { service: 'canary service', operation: 'canary-1', code: 'arn:canary' };
    journal.addError({ ...call, message: 'no' });
    const place = { date: new Date(), program: 'canary', region: 'canaryhost.example' };
    const life = [{ command: 'up', ok: false, code: 'canary', elapsedMs: 1 }];
    const document = toDocument({ ...place, journal, life, redactor: createRedactor() });
    expect(JSON.stringify(document)).not.toContain('canary');
  });
});
