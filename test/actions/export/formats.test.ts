import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { EXPORT_FORMATS } from '../../../src/actions/export/formats.js';
import { exportLab } from '../../../src/actions/index.js';
import { findProblem } from '../../support/programs.js';
import { parseConfiguration } from './read-configuration.js';
import { exportTo } from './support.js';

const run = promisify(execFile);

/** A lab with the most branches in its files. */
const OWN = {
  lab: 'pr-7',
  env: {
    VALKEY_LAB_SUBNET_IDS: 'subnet-0a1b2c3d,subnet-1a2b3c4d',
    VALKEY_LAB_ACCOUNT_ID: '123456789012',
    VALKEY_LAB_OWNER: 'team cache',
  },
};

describe('the folder of an export', () => {
  test.each(EXPORT_FORMATS)('%s: has a README, the code, and what deploys it', async (format) => {
    using folder = await exportTo(format, OWN);
    expect(folder.files).toContain('pr-7-AccessValkey.zip');
    expect(readFileSync(join(folder.path, 'pr-7-AccessValkey.zip')).subarray(0, 2)).toEqual(
      Buffer.from('PK'),
    );
    expect(folder.read('README.md')).toContain('valkey-lab invoke --lab pr-7 --region us-east-1');
  });

  test('is replaced by a later export, but no file of others is', async () => {
    using folder = await exportTo('terraform');
    const options = { format: 'terraform', dir: folder.path } as const;
    await exportLab(options);
    writeFileSync(join(folder.path, 'README.md'), 'mine');
    await expect(exportLab(options)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      exitCode: 2,
      message: expect.stringContaining('not a former export'),
    });
    expect(folder.read('README.md')).toBe('mine');
  });

  test('is not made for a format that does not exist', async () => {
    const dir = join(tmpdir(), 'valkey-lab-never');
    const format = 'pulumi' as 'terraform';
    await expect(exportLab({ format, dir })).rejects.toMatchObject({ exitCode: 2 });
    expect(existsSync(dir)).toBe(false);
  });

  test.each([
    { VALKEY_LAB_SUBNET_IDS: 'subnet-0a1b2c3d' },
    { VALKEY_LAB_SUBNET_IDS: 'subnet-0a1b2c3d,subnet-1a2b3c4d,subnet-2a2b3c4d,subnet-3a2b3c4d' },
  ])('is not made with subnets that a cache cannot have: %j', async (settings) => {
    const dir = join(tmpdir(), 'valkey-lab-never');
    await expect(exportLab({ format: 'terraform', dir, settings })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('two or three subnets'),
    });
    expect(existsSync(dir)).toBe(false);
  });

  test.each(EXPORT_FORMATS)(
    '%s: does not say that only Lambda may assume the role',
    async (format) => {
      using folder = await exportTo(format, { env: { VALKEY_LAB_TRUST_ACCOUNT: 'true' } });
      const [name = ''] = folder.files.filter((file) =>
        /^(up.sh|template.yaml|main.tf)$/.test(file),
      );
      expect(folder.read(name)).toContain('# Lambda may assume the role, and so may');
      expect(folder.read(name)).not.toContain('Only Lambda may');
    },
  );

  test('cloudformation: the README looks up the security group of the given subnets', async () => {
    using folder = await exportTo('cloudformation', OWN);
    const [, deploy = ''] = folder.read('README.md').split('## Deploy');
    expect(deploy).toContain('describe-subnets --subnet-ids subnet-0a1b2c3d');
    expect(deploy).not.toContain('default-for-az');
    expect(deploy).toContain(`'Key="valkey-lab:owner",Value="team cache"'`);
  });

  test('has the code and the settings of a function of the user', async () => {
    const home = mkdtempSync(join(tmpdir(), 'valkey-lab-own-'));
    const path = join(home, 'my-orders.zip');
    using proof = await exportTo('aws-cli');
    writeFileSync(path, readFileSync(join(proof.path, 'AccessValkey.zip')));
    try {
      for (const format of EXPORT_FORMATS) {
        using folder = await exportTo(format, { functions: [path] });
        expect(folder.files).toContain('my-orders.zip');
        const file = { 'aws-cli': 'up.sh', cloudformation: 'template.yaml', terraform: 'main.tf' };
        expect(folder.read(file[format])).toContain('Deployed by valkey-lab');
        expect(folder.read('README.md')).toContain('valkey-lab invoke my-orders');
        expect(folder.read(file[format])).toContain('# Your function my-orders.');
      }
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});

const lint = await findProblem('cfn-lint', '--version');
if (lint) process.stderr.write(`Skipped: ${lint}\n`);

describe.skipIf(lint)('cfn-lint', () => {
  test.each([{}, OWN])(
    'finds nothing in the template of %j',
    async (settings) => {
      using folder = await exportTo('cloudformation', settings);
      const { stdout } = await run('cfn-lint', [join(folder.path, 'template.yaml')]);
      expect(stdout.trim()).toBe('');
    },
    120_000,
  );
});

const formatter = await findProblem('terraform', 'version');
if (formatter) process.stderr.write(`Skipped: ${formatter}\n`);

describe.skipIf(formatter)('the formatter of Terraform', () => {
  test.each([{}, OWN])(
    'changes nothing in the configuration of %j',
    async (settings) => {
      using folder = await exportTo('terraform', settings);
      const { stdout } = await run('terraform', ['fmt', '-check', '-diff', folder.path]);
      expect(stdout.trim()).toBe('');
    },
    60_000,
  );
});

interface Schema {
  readonly resources: Readonly<Record<string, readonly string[]>>;
}
const schema: Schema = JSON.parse(
  readFileSync(join(import.meta.dirname, 'terraform-arguments.json'), 'utf8'),
);

describe('the configuration of Terraform', () => {
  test.each([{}, OWN])('of %j has only arguments of the provider', async (settings) => {
    using folder = await exportTo('terraform', settings);
    const { resource, data } = await parseConfiguration(folder.read('main.tf'));
    for (const [type, named] of [...Object.entries(resource), ...Object.entries(data)]) {
      const known = schema.resources[type] ?? [];
      for (const [body] of Object.values(named)) {
        const unknown = toPaths(body ?? {}).filter((path) => !known.includes(path));
        expect({ type, unknown }).toEqual({ type, unknown: [] });
      }
    }
  });
});

/** Returns the arguments of a body, and those of its blocks as `block.argument`. */
function toPaths(body: object, before = ''): string[] {
  return Object.entries(body).flatMap(([key, value]) => {
    const path = `${before}${key}`;
    const isBlock = Array.isArray(value) && typeof value[0] === 'object' && key !== 'depends_on';
    if (key === 'depends_on') return [];
    return isBlock ? [path, ...toPaths(value[0], `${path}.`)] : [path];
  });
}
