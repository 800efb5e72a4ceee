import { describe, expect, test } from 'vitest';
import { startEmulator } from '../../src/emulator/index.js';
import { iamService } from '../../src/emulator/services/iam/index.js';
import { stsService } from '../../src/emulator/services/sts/index.js';
import { MAX_SESSIONS } from '../../src/emulator/state/credentials.js';
import { MAX_GROUP_BYTES } from '../../src/emulator/state/log-storage.js';
import { createLogsLab, GROUP } from '../emulator/support/logs-lab.js';
import { createOperations } from '../emulator/support/operations.js';
import { sample } from '../support/sample.js';
import { attack } from './support/attack.js';

const DAY_MS = 86_400_000;
const toDocument = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const TRUST = toDocument({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' });

describe('the state of the endpoint', () => {
  test('a log group keeps its newest lines within its limit', async (context) => {
    const lab = createLogsLab();
    const batches = sample(Array.from({ length: 100 })).length * 10;
    await attack(
      context,
      { area: 'state', name: 'log lines without end', times: batches * 1_000 },
      async () => {
        for (let batch = 0; batch < batches; batch++) {
          const lines = Array.from(
            { length: 1_000 },
            (_, line) => `${batch}/${line} ${'x'.repeat(400)}`,
          );
          lab.write(`stream-${batch % 50}`, ...lines);
          lab.logs.advance(10);
        }
        const group = lab.logs.context.state.logs.groups.get(GROUP);
        expect(group?.storedBytes).toBeLessThanOrEqual(MAX_GROUP_BYTES);
        const { streams = new Map(), events } = group ?? {};
        expect(streams.size).toBeLessThanOrEqual(50);
        const kept = [...streams.values()].reduce(
          (sum, one) => sum + one.events.end - one.events.start,
          0,
        );
        expect((events?.end ?? 0) - (events?.start ?? 0)).toBe(kept);
        const [last] = await lab.messages({ startTime: lab.logs.clock.now() - 10, limit: 1 });
        expect(last).toMatch(new RegExp(`^${batches - 1}/0 `));
      },
    );
  });

  test('empty streams do not fill the memory', async (context) => {
    const lab = createLogsLab();
    const times = 33_000 + sample(Array.from({ length: 50_000 })).length;
    await attack(context, { area: 'state', name: 'empty log streams', times }, async () => {
      await lab.logs.run('CreateLogGroup', { logGroupName: GROUP });
      for (let index = 0; index < times; index++) {
        await lab.logs.run('CreateLogStream', { logGroupName: GROUP, logStreamName: `s${index}` });
      }
      const group = lab.logs.context.state.logs.groups.get(GROUP);
      expect(group?.streams.size).toBeLessThanOrEqual(MAX_GROUP_BYTES / 1024);
      expect(group?.streams.has(`s${times - 1}`)).toBe(true);
    });
  });

  test('expired log lines do not stay in memory', async (context) => {
    const lab = createLogsLab();
    await attack(context, { area: 'state', name: 'expired log lines', times: 10_000 }, async () => {
      lab.write('s', ...Array.from({ length: 10_000 }, (_, line) => `line ${line}`));
      await lab.logs.run('PutRetentionPolicy', { logGroupName: GROUP, retentionInDays: 1 });
      lab.logs.advance(DAY_MS + 1);
      lab.write('s', 'new');
      const group = lab.logs.context.state.logs.groups.get(GROUP);
      expect(group?.storedBytes).toBe(29);
      expect((group?.events.end ?? 0) - (group?.events.start ?? 0)).toBe(1);
    });
  });

  test('a read of a full group examines only one page', async (context) => {
    const lab = createLogsLab();
    await attack(
      context,
      { area: 'state', name: 'reads of 200,000 log lines', times: 500 },
      async () => {
        for (let batch = 0; batch < 200; batch++) {
          // Short lines: more of them fit into a group than a page examines.
          lab.write('s', ...Array.from({ length: 1_000 }, (_, line) => `${line % 10}`));
          lab.logs.advance(10);
        }
        const started = process.cpuUsage();
        for (let read = 0; read < 500; read++) {
          const startTime = lab.logs.clock.now() - 10;
          expect(await lab.messages({ startTime, limit: 10 })).toHaveLength(10);
        }
        // Scanning all lines would take about 100 ms of processor time per read.
        expect(process.cpuUsage(started).user / 1_000).toBeLessThan(10_000);
        // A page examines a limited number of lines. Without a match, it still has a token for the next page.
        const rare = await lab.filter({ filterPattern: 'nothing' });
        expect(rare.events).toEqual([]);
        expect(rare.nextToken).toBeDefined();
        expect(await lab.filter({ filterPattern: 'nothing', nextToken: rare.nextToken })).toEqual({
          events: [],
          searchedLogStreams: [],
        });
      },
    );
  });

  test('the number of role sessions is limited, and the newest are valid', async (context) => {
    const sts = createOperations(stsService);
    const { aws } = sts.context;
    const iam = createOperations(iamService);
    await iam.run('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: TRUST });
    for (const [name, role] of iam.context.aws.iam.roles) aws.iam.roles.set(name, role);
    const RoleArn = 'arn:aws:iam::123456789012:role/app';
    const times = MAX_SESSIONS + sample(Array.from({ length: 5_000 })).length;
    await attack(context, { area: 'state', name: 'AssumeRole without end', times }, async () => {
      let latest = '';
      for (let index = 0; index < times; index++) {
        const input = { RoleArn, RoleSessionName: 'app', DurationSeconds: 900 };
        const answer = await sts.run<{ Credentials: { AccessKeyId: string } }>('AssumeRole', input);
        latest = answer.Credentials.AccessKeyId;
      }
      expect(aws.credentials.size).toBeLessThanOrEqual(MAX_SESSIONS);
      expect(aws.credentials.has(latest)).toBe(true);
      sts.advance(901_000);
      await sts.run('AssumeRole', { RoleArn, RoleSessionName: 'app' });
      expect(aws.credentials.size).toBeLessThanOrEqual(2);
    });
  });

  test('a simulation of 200 actions on 200 resources does not block other work', async (context) => {
    const iam = createOperations(iamService);
    const Statement = Array.from({ length: 60 }, (_, index) => {
      return {
        Effect: 'Allow',
        Action: `s3:*Get*${index}`,
        Resource: `arn:aws:s3:::*-${index}-*/*`,
      };
    });
    await iam.run('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: TRUST });
    const policy = { RoleName: 'app', PolicyName: 'p', PolicyDocument: toDocument(...Statement) };
    await iam.run('PutRolePolicy', policy);
    const names = (prefix: string) => Array.from({ length: 200 }, (_, at) => `${prefix}${at}`);
    const input = {
      PolicySourceArn: 'arn:aws:iam::123456789012:role/app',
      ActionNames: names('s3:GetObject'),
      ResourceArns: names('arn:aws:s3:::bucket/'),
    };
    type Page = {
      EvaluationResults: { EvalActionName: string; EvalResourceName: string }[];
      Marker?: string;
    };
    await attack(
      context,
      { area: 'state', name: 'SimulatePrincipalPolicy of 200 x 200', times: 40_000 },
      async () => {
        const first = await iam.run<Page>('SimulatePrincipalPolicy', input);
        expect(first.EvaluationResults).toHaveLength(100);
        const seen = new Set<string>();
        let turns = 0;
        const timer = setInterval(() => turns++, 1);
        for (let Marker: string | undefined, page = 0; page === 0 || Marker; page++) {
          const answer = await iam.run<Page>('SimulatePrincipalPolicy', {
            ...input,
            MaxItems: 1_000,
            Marker,
          });
          for (const one of answer.EvaluationResults)
            seen.add(`${one.EvalActionName} ${one.EvalResourceName}`);
          ({ Marker } = answer);
        }
        clearInterval(timer);
        expect(seen.size).toBe(40_000);
        expect(turns).toBeGreaterThan(0);
      },
    );
  });

  test('the log escapes text from callers', async (context) => {
    const logged: string[] = [];
    await using emulator = await startEmulator({
      log: (line) => logged.push(line),
      onCall: ({ operation }) => {
        throw new Error(`${operation} \u001b]0;title\u0007 \u009b31m \u202e ${'x'.repeat(10_000)}`);
      },
    });
    await attack(context, { area: 'http', name: 'terminal escapes in the log' }, async () => {
      const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
      const { endpoint, credentials } = emulator;
      const client = new STSClient({ endpoint, credentials, region: 'us-east-1', maxAttempts: 1 });
      await expect(client.send(new GetCallerIdentityCommand({}))).rejects.toThrow();
      client.destroy();
      const [line = ''] = logged;
      expect(line).toContain('\\u001b]0;title\\u0007');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the test looks for them.
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
      expect(line.length).toBeLessThan(5_000);
    });
  });
});
