import { describe, expect, test } from 'vitest';
import { readConfiguration } from './read-configuration.js';
import { readScript } from './read-script.js';
import { readTemplate } from './read-template.js';
import { recordUp } from './requests.js';
import { exportTo, normalize, type Setting } from './support.js';

interface Settings {
  readonly lab: string;
  readonly env: Record<string, string>;
}

/** Labs whose settings differ as much as they can. */
const LABS: readonly Settings[] = [
  { lab: '', env: {} },
  {
    lab: 'pr-7',
    env: {
      VALKEY_LAB_ACCESS_ENGINE: 'valkey',
      VALKEY_LAB_ACCESS_STRING: 'on ~a$"\\`{%x}%{y}${z}* +@read',
      VALKEY_LAB_TAGS: 'Team=cache team,cost@center=4+2=6',
      VALKEY_LAB_IAM_PATH: '/team/',
      VALKEY_LAB_PERMISSIONS_BOUNDARY:
        'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole',
      VALKEY_LAB_TRUST_ACCOUNT: 'true',
      VALKEY_LAB_MAX_STORAGE_GB: '3',
      VALKEY_LAB_MAX_ECPU: '2000',
      VALKEY_LAB_LOG_RETENTION_DAYS: '14',
      VALKEY_LAB_RUNTIME: 'nodejs22.x',
      VALKEY_LAB_CACHE_NAME: 'MyCache',
    },
  },
];

const PUBLIC: Settings = { lab: 'open', env: { VALKEY_LAB_PUBLIC: 'true' } };

const readUp = ({ lab, env }: Settings) => recordUp(lab, env);

describe.each([...LABS, PUBLIC])('an export of the lab "$lab"', (settings) => {
  test('aws-cli: up.sh sends what `up` sends', async () => {
    using folder = await exportTo('aws-cli', settings);
    expect(normalize(readScript(folder.path))).toEqual(normalize(await readUp(settings)));
  });

  test('cloudformation: the template has the resources and settings of `up`', async () => {
    using folder = await exportTo('cloudformation', settings);
    const sent = (await readUp(settings)).map(withoutPolicyTags);
    expect(normalize(readTemplate(folder.read('template.yaml')))).toEqual(normalize(sent));
  });
});

// Terraform knows no public caches: see public.test.ts.
describe.each(LABS)('an export of the lab "$lab"', (settings) => {
  test('terraform: the configuration has the resources and settings of `up`', async () => {
    using folder = await exportTo('terraform', settings);
    const read = await readConfiguration(folder.read('main.tf'));
    expect(normalize(read)).toEqual(normalize(await readUp(settings)));
  });
});

/** CloudFormation cannot tag a policy; the README has the command. */
function withoutPolicyTags([operation, input]: Setting): Setting {
  if (operation !== 'CreatePolicy') return [operation, input];
  const { Tags: _, ...rest } = input;
  return [operation, rest];
}
