import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLocalCli, type LocalCli } from '../support/local-endpoint.js';
import { findDescendants } from '../support/processes.js';

let cli: LocalCli;
beforeEach(() => {
  cli = createLocalCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

describe('secrets of the local endpoint', () => {
  test('only the output of local env contains a key', async () => {
    const outputs: string[] = [];
    const run = async (...args: string[]) => {
      const { stdout, stderr } = await cli.run(args);
      outputs.push(stdout, stderr);
    };
    await run('local', 'start', '--verbose');
    const { accessKeyId, secretAccessKey } = cli.record();
    await run('up', '--local', '--verbose');
    await run('invoke', '--local', '--verbose');
    await run('status', '--local', '--verbose', '--json');
    await run('local', 'status', '--verbose');
    await run('local', 'status', '--json');
    await run('local', 'env', '--json');
    await run('down', '--local', '--verbose');
    const env = await cli.run(['local', 'env']);

    expect(outputs.join('\n')).not.toContain(secretAccessKey);
    expect(outputs.join('\n')).not.toContain(accessKeyId);
    expect(env.stdout).toContain(`export AWS_SECRET_ACCESS_KEY=${secretAccessKey}\n`);
  });

  test('the endpoint and its processes do not inherit the secrets of the caller', async ({
    skip,
  }) => {
    skip(process.platform !== 'linux', 'only Linux shows the environment of a process');
    const secrets = {
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      AWS_SESSION_TOKEN: 'callers-session-token',
      NPM_TOKEN: 'npm_callersToken',
      NODE_OPTIONS: '--max-http-header-size=16385',
    };
    await cli.run(['up', '--local'], secrets);
    await cli.run(['invoke', '--local'], secrets);
    const { pid } = cli.record();

    const processes = [pid, ...findDescendants(pid).map((child) => child.pid)];
    const environments = processes.map((id) => readFileSync(`/proc/${id}/environ`, 'utf8'));
    expect(environments.length).toBeGreaterThan(2);
    for (const environment of environments) {
      for (const secret of Object.values(secrets)) expect(environment).not.toContain(secret);
    }
    expect(environments[0]).toContain('PATH=');
    expect(environments[0]).not.toMatch(/AWS_|NPM_|NODE_OPTIONS/);
  });
});
