import { describe, expect, test } from 'vitest';
import { STEP_NUMBERS } from '../../../src/actions/learn/numbers.js';
import { PLANS } from '../../../src/actions/learn/run/plans.js';
import type { ShellCommand } from '../../../src/actions/learn/shell-command.js';
import { type LabFacts, toShownTags } from '../../../src/actions/learn/step.js';
import { STEPS, toChapter } from '../../../src/actions/learn/steps/index.js';
import { loadConfig } from '../../../src/session/config.js';

function toLab(env: Readonly<Record<string, string>> = {}, name = ''): LabFacts {
  const config = loadConfig({ flags: { lab: name }, env, cwd: '/nonexistent' });
  return {
    config,
    tags: toShownTags(config, 'cn-north-1'),
    identity: { account: '123456789012', partition: 'aws-cn', arn: '' },
    ...{ region: 'cn-north-1', handlerFolder: '/handler', endpoint: null },
    ...{ subnetIds: [], securityGroupIds: [] },
  };
}

const toText = (commands: readonly ShellCommand[]) =>
  commands.map(({ words }) => words.flat().join(' ')).join('\n');
const allOf = (lab: LabFacts) => STEPS.map(({ commands }) => toText(commands(lab))).join('\n');

describe('the steps of the lesson', () => {
  test('have the numbers of the command, each once and in order', () => {
    expect(STEPS.map(({ number }) => number)).toEqual([...STEP_NUMBERS]);
    expect(Object.keys(PLANS).sort()).toEqual([...STEP_NUMBERS].sort());
  });

  test('say what fails without them, or how to repair what they break', () => {
    for (const { number, without, repair } of STEPS) {
      expect({ number, isBreak: repair !== undefined }).toEqual({
        number,
        isBreak: toChapter(number) === toChapter('5.1'),
      });
      expect(without === undefined).toBe(repair !== undefined);
    }
  });

  test('have commands with the names, the account and the partition of the lab', () => {
    const text = allOf(toLab({}, 'pr-7'));
    expect(text).toContain('--serverless-cache-name pr-7-cache-01');
    expect(text).toContain('arn:aws-cn:iam::123456789012:policy/pr-7-elasticache-allow-all');
    expect(text).toContain('arn:aws-cn:elasticache:cn-north-1:123456789012:user:pr-7-iam-user-01');
    expect(text).toContain('Key=valkey-lab:lab,Value=pr-7 Key=valkey-lab:region,Value=cn-north-1');
    expect(text.match(/(?<!pr-7-)(cache-01|iam-user-01|AccessValkey)\b/g) ?? []).toEqual([]);
  });

  test('have commands with the settings of the lab', () => {
    const text = allOf(
      toLab({
        VALKEY_LAB_ACCESS_ENGINE: 'valkey',
        VALKEY_LAB_ACCESS_STRING: 'on ~app:* +get',
        VALKEY_LAB_IAM_PATH: '/team/',
        VALKEY_LAB_TAGS: 'Team=cache',
        VALKEY_LAB_MAX_STORAGE_GB: '2',
        VALKEY_LAB_SECURITY_GROUP_IDS: 'sg-0a1b2c3d',
        VALKEY_LAB_SUBNET_IDS: 'subnet-0a1b2c3d,subnet-1a2b3c4d',
      }),
    );
    expect(text).not.toContain('default-user-disabled');
    expect(text).toContain('--access-string on ~app:* +get');
    expect(text).toContain('--path /team/');
    expect(text).toContain('role/team/elasticache-iam-auth-app');
    expect(text).toContain('DataStorage={Maximum=2,Unit=GB}');
    expect(text).toContain('--tags Key=Team,Value=cache');
    expect(text).toContain('--subnet-ids subnet-0a1b2c3d subnet-1a2b3c4d');
    expect(text).toContain('--security-group-ids sg-0a1b2c3d');
  });
});
