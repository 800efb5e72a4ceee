import { LAB } from '../../../scripts/docs/lesson.js';
import type { StepNumber } from '../../../src/actions/learn/numbers.js';
import { STEPS, toChapter, toStep } from '../../../src/actions/learn/steps/index.js';
import type { LocalReportResult } from '../../../src/actions/local.js';
import type {
  BenchResult,
  Cost,
  DoctorResult,
  ExplainResult,
  InvokeResult,
  LabResult,
  LearnResult,
  LogsResult,
  MakeResult,
  Outcome,
  PingResult,
  ResourceReport,
  StatusResult,
  SweepResult,
  VerifyResult,
} from '../../../src/actions/results.js';

/** Results with names and messages as long as real ones, for every command. */

const local = { lab: 'pr-7', region: 'us-east-1', account: '123456789012', local: true };
const aws = { ...local, local: false };
const ADDRESS = 'pr-7-cache-01-a1b2c3.serverless.use1.cache.amazonaws.com';

const resource = (kind: string, name: string, state: string, action: Outcome): ResourceReport => ({
  ...{
    kind,
    name,
    state,
    action,
    arn: null,
    owned: action !== 'kept',
    owner: null,
    elapsedMs: 1_200,
  },
});

const list = (action: Outcome) => [
  resource('serverless-cache', 'pr-7-cache-01', 'available', action),
  resource('role', 'pr-7-elasticache-iam-auth-app', 'present', action),
  resource(
    'policy-attachment',
    'pr-7-elasticache-iam-auth-app/AWSLambdaVPCAccessExecutionRole',
    'attached',
    action,
  ),
  resource('user-group-attachment', 'pr-7-cache-01/pr-7-iam-user-group-01', 'attached', action),
  resource('log-group', '/aws/lambda/pr-7-AccessValkey', 'present', action),
  resource('function', 'pr-7-AccessValkey', 'active', action),
];

const cost: Cost = {
  ...{ minPerMonth: 6.13, minPerHour: 0.0084, maxPerMonth: 67.36, currency: 'USD' as const },
  source: 'aws.amazon.com/elasticache/pricing, us-east-1, June 2026; prices differ by region',
};

export const made: MakeResult = {
  ...{ ...local, resources: list('created'), endpoint: { address: 'localhost', port: 43_211 } },
  ...{ elapsedMs: 1_834, cost: null },
};
export const madeOnAws: MakeResult = {
  ...{ ...aws, resources: list('created'), endpoint: { address: ADDRESS, port: 6379 } },
  ...{ elapsedMs: 183_400, cost },
};
export const planned: MakeResult = {
  ...madeOnAws,
  endpoint: null,
  changes: [
    { resource: 'function/pr-7-AccessValkey', field: 'memory', from: '128 MB', to: '256 MB' },
    { resource: 'function/pr-7-AccessValkey', field: 'code', from: null, to: null },
  ],
};
export const status: StatusResult = {
  ...{ ...aws, resources: [...list('unchanged'), resource('role', 'other', 'present', 'kept')] },
  problems: [
    {
      resource: 'function/pr-7-AccessValkey',
      problem: 'differs from the configuration (memory, timeout, environment)',
      remedy: 'up',
    },
  ],
  ...{ endpoint: { address: ADDRESS, port: 6379 }, elapsedMs: 900 },
};
export const nothing: StatusResult = {
  ...{ ...local, resources: list('absent').map((one) => ({ ...one, state: 'absent' })) },
  ...{ problems: [], endpoint: null, elapsedMs: 3 },
};
export const removed: LabResult = {
  ...{ ...local, endpoint: null, elapsedMs: 900 },
  resources: [...list('deleted'), resource('log-group', '/aws/lambda/foreign', 'present', 'kept')],
};
export const toRemove: LabResult = { ...removed, local: false, changes: [], cost };
export const swept: SweepResult = {
  ...{ ...aws, lab: null, endpoint: null, elapsedMs: 9_000 },
  labs: [
    { lab: 'pr-7', newest: null, action: 'deleted' },
    { lab: '', newest: null, action: 'kept' },
  ],
  resources: list('deleted').map((one) => ({ ...one, lab: 'pr-7' })),
};
export const checked: DoctorResult = {
  ...{ ...aws, elapsedMs: 2_000 },
  checks: [
    { check: 'node', state: 'ok', message: 'Node.js 24.1.0.', remedy: null },
    {
      check: 'valkey-server',
      state: 'warning',
      message: 'valkey-server is not on the PATH: --local does not work without it.',
      remedy: { text: 'Install it: `apt-get install valkey-server`.' },
    },
    {
      check: 'credentials',
      state: 'ok',
      message:
        'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/jane@example.com.',
      remedy: null,
    },
    {
      check: 'names',
      state: 'failed',
      message: 'role pr-7-elasticache-iam-auth-app exists and was not created by valkey-lab.',
      remedy: { text: 'Run {command}.', command: ['up'] },
    },
    { check: 'permissions', state: 'unknown', message: 'Not checked: no access.', remedy: null },
  ],
};
const rule = { ok: true, remedy: null } as const;
export const explained: ExplainResult = {
  ...{ ...local, subject: 'set-up' },
  rules: [
    { ...rule, rule: 'cache', message: 'The cache pr-7-cache-01 is available.' },
    {
      ...rule,
      rule: 'user-name',
      message:
        'The name of the user pr-7-iam-user-01 is equal to its id, as IAM authentication requires.',
    },
  ],
};
export const broken: ExplainResult = {
  ...explained,
  rules: [
    ...explained.rules,
    {
      rule: 'policy-cache',
      ok: false,
      message:
        'No policy of the role allows elasticache:Connect on arn:aws:elasticache:us-east-1:123456789012:serverlesscache:pr-7-cache-01.',
      remedy: { text: 'Run {command}.', command: ['create-role'] },
    },
    { rule: 'policy-user', ok: null, message: 'It is open.', remedy: { text: 'Fix the others.' } },
  ],
};
const attempt = { expected: 'refused', outcome: 'refused', ok: true, elapsedMs: 3 } as const;
const REPLY = 'WRONGPASS invalid username-password pair or user is disabled.';
export const proven: VerifyResult = {
  ...{ ...local, elapsedMs: 400 },
  attempts: [
    { ...attempt, name: 'no-auth', what: 'a command without AUTH', reply: 'NOAUTH needed' },
    {
      ...{ ...attempt, name: 'no-session-token', reply: REPLY },
      what: 'a token without the session token of its key',
    },
    {
      ...{ name: 'token', what: 'a token in AUTH', reply: 'OK', elapsedMs: 4 },
      ...{ expected: 'accepted', outcome: 'accepted', ok: true },
    },
  ],
};
export const open: VerifyResult = {
  ...proven,
  attempts: proven.attempts.map((one) => ({ ...one, ok: false, outcome: 'unclear', reply: REPLY })),
};
const report = {
  ...{ durationMs: 48.21, initDurationMs: 182.4, billedDurationMs: 49, maxMemoryUsedMb: 81 },
};
const log = [
  'START RequestId: 8b4d7c1e-6f5a-4b3c-9d2e-1f0a9b8c7d6e Version: $LATEST',
  'Success: Inserted 4bb822a503434a53a56ae71de0d84c9f. Fetched 4bb822a503434a53a56ae71de0d84c9f from Valkey.',
  '{"valkeyLab":{"cold":true,"connectMs":41.2,"setMs":1.1,"getMs":0.9}}',
  'REPORT RequestId: 8b4d7c1e-6f5a-4b3c-9d2e-1f0a9b8c7d6e\tDuration: 48.21 ms\tBilled Duration: 49 ms\tMemory Size: 256 MB',
];
export const invoked: InvokeResult = {
  ...{ ...local, statusCode: 200, functionError: null, payload: 'Fetched value from Valkey' },
  ...{ log, report, roundTrip: null },
};
export const pinged: PingResult = {
  ...{ ...local, cacheName: 'pr-7-cache-01', userId: 'pr-7-iam-user-01' },
  endpoint: { address: 'localhost', port: 43_211 },
  ...{ connectMs: 21.34, setMs: 0.81, getMs: 0.52 },
};
export const logged: LogsResult = {
  ...{ ...local, logGroup: '/aws/lambda/pr-7-AccessValkey', since: '', elapsedMs: 5 },
  events: log.map((message) => ({
    timestamp: '2026-11-29T05:22:03.123Z',
    logStream: 's',
    message,
  })),
};
const times = { min: 1.1, mean: 12.3, p50: 11.9, p90: 20.1, p95: 31.2, p99: 1_044.5, max: 1_200 };
const summary = { callerMs: times, durationMs: times, setMs: times, getMs: times, connectMs: null };
export const measured: BenchResult = {
  ...{ ...local, function: 'pr-7-AccessValkey', count: 100, concurrency: 5, failed: 0, retried: 2 },
  cold: { ...summary, count: 10, initDurationMs: times },
  warm: { ...summary, count: 100, initDurationMs: null },
  ...{ throughputPerSecond: 101.2, clientBusyRatio: 0.31, clientShare: 0.05, elapsedMs: 2_000 },
};

const titles = STEPS.map(({ number, title }) => ({ number, title, chapter: toChapter(number) }));
/** The list of the lesson's steps. */
export const lesson: LearnResult = {
  ...{ ...local, steps: titles, step: null, dryRun: false, commands: [], resources: [] },
  ...{ endpoint: null, facts: [], answers: [], rules: null, repair: null, cost: null },
  ...{ next: '1.1', elapsedMs: 1 },
};
const tried = 'a command without AUTH';
/** A step with its real text and commands, and with everything that a step can show. */
export function learned(number: StepNumber): LearnResult {
  const { title, what, why, without = null, symptom = null, commands, repair } = toStep(number);
  const resources = list('created');
  return {
    ...{
      ...lesson,
      step: { number, title, chapter: toChapter(number), what, why, without, symptom },
    },
    ...{ commands: commands(LAB), resources, facts: [{ label: 'Log', text: log[1] ?? '' }] },
    ...(repair && {
      answers: [
        { what: tried, expected: 'refused', outcome: 'refused', reply: REPLY },
        { what: 'a token in AUTH', expected: 'accepted', outcome: 'accepted', reply: 'OK' },
      ],
      rules: broken.rules.filter(({ ok }) => ok === false),
      repair: {
        ...{ text: repair.text, command: repair.command ?? null, commands: repair.commands(LAB) },
        ...{ resources: resources.slice(0, 1), proof: 'The function logged in again.' },
      },
    }),
  };
}

const guide = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg';

export const reported: LocalReportResult['rows'] = [
  {
    ...{
      client: 'ioredis 6.0.0',
      problem: 'cross-slot',
      command: 'EVALSHA',
      rule: null,
      count: 12,
    },
    instead:
      'Give the keys one hash tag, such as {user:1}:name and {user:1}:mail, or send a command for each key.',
    source: `${guide}/RedisConfiguration.html`,
  },
  {
    ...{ client: 'ioredis 6.0.0', problem: 'restricted-command', command: 'KEYS' },
    ...{ rule: null, count: 1 },
    instead: 'SCAN with MATCH and COUNT, or a set that lists the keys.',
    source: `${guide}/SupportedCommands.html`,
  },
  {
    ...{ client: 'user iam-user-01', problem: 'login-refused', command: 'AUTH' },
    ...{ rule: 'token-expired', count: 3 },
    instead: 'Sign a new token for each login.',
    source: `${guide}/auth-iam.html`,
  },
  {
    ...{ client: 'user iam-user-01', problem: 'twelve-hours', command: null, rule: null, count: 1 },
    instead: 'Send AUTH or HELLO with a new token before 12 hours have passed, or connect again.',
    source: `${guide}/auth-iam.html`,
  },
];
