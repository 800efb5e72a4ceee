import { chmodSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLocalCli, type LocalCli } from '../support/local-endpoint.js';

/** Ports and keys for configuration files that must not change. */

let cli: LocalCli;
beforeEach(() => {
  cli = createLocalCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return { server, port: address.port };
}

async function findFreePort(): Promise<number> {
  const { server, port } = await listen();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function refuse(...args: string[]) {
  const run = await cli.run([...args, '--json']);
  const { error } = run.json<{ error: { code: string; message: string } }>();
  return { exitCode: run.exitCode, ...error };
}

interface Lab {
  readonly endpoint: { readonly port: number };
}

describe('local start --port --cache-port', () => {
  test('gives the first cache its port, again after it was deleted, and the second cache another', async () => {
    const [port, cachePort] = [await findFreePort(), await findFreePort()];
    const ports = ['--port', String(port), '--cache-port', String(cachePort)];
    const { endpoint } = await cli.ask('local', 'start', ...ports);
    expect(endpoint).toBe(`http://127.0.0.1:${port}`);

    expect((await cli.ask<Lab>('create-cache', '--local')).endpoint.port).toBe(cachePort);
    const second = await cli.ask<Lab>('create-cache', '--local', '--lab', 'b');
    expect(second.endpoint.port).not.toBe(cachePort);
    await cli.ask('down', '--local');
    expect((await cli.ask<Lab>('create-cache', '--local')).endpoint.port).toBe(cachePort);

    await cli.ask('local', 'start', ...ports);
    expect(await refuse('local', 'start', '--cache-port', '1')).toMatchObject({
      ...{ exitCode: 2, code: 'LOCAL_CONFLICT' },
      message: `The local endpoint already runs with port ${cachePort} for its first cache, not 1.`,
    });
  });

  test('refuses ports that cannot be used, and starts nothing', async () => {
    const { server, port } = await listen();
    const used = String(port);

    expect(await refuse('local', 'start', '--cache-port', used)).toMatchObject({
      ...{ exitCode: 1, code: 'PORT_IN_USE' },
      message: `Port ${used} is in use by another program.`,
    });
    expect(await refuse('local', 'start', '--cache-port', '70000')).toMatchObject({
      ...{ exitCode: 2, code: 'CONFIG_INVALID' },
      message: '--cache-port is 70000, but a port is from 1 to 65535.',
    });
    expect(await refuse('local', 'start', '--cache-port', '5', '--port', '5')).toMatchObject({
      ...{ exitCode: 2, message: '--port and --cache-port are both 5.' },
    });
    server.close();
    expect(await cli.ask('local', 'status')).toMatchObject({ running: false });
    expect(cli.folders()).toEqual([]);
  });
});

describe('local start --keep-keys', () => {
  const toFile = () => join(cli.localDir, 'keys.json');
  const readKeys = () => {
    const { accessKeyId, secretAccessKey } = cli.record();
    return { accessKeyId, secretAccessKey };
  };

  test('keeps random keys in a file of its user, and uses them again', async () => {
    await cli.ask('local', 'start', '--keep-keys');
    const keys = readKeys();
    expect(JSON.parse(readFileSync(toFile(), 'utf8'))).toEqual(keys);
    const { caFile } = cli.record();
    expect(statSync(toFile()).mode & 0o777).toBe(0o600);

    await cli.ask('local', 'stop');
    await cli.ask('local', 'start', '--keep-keys');
    expect(readKeys()).toEqual(keys);
    expect(cli.record().caFile).toBe(caFile);
    await cli.ask('up', '--local');

    await cli.ask('local', 'stop');
    await cli.ask('local', 'start');
    expect(readKeys()).not.toEqual(keys);
    expect(await refuse('local', 'start', '--keep-keys')).toMatchObject({
      ...{ exitCode: 2, code: 'LOCAL_CONFLICT' },
      message: 'The local endpoint already runs without --keep-keys.',
    });
  });

  test.each([
    ['other content', (file: string) => writeFileSync(file, '{"accessKeyId":"mine"}')],
    ['a link', (file: string) => symlinkSync('/etc/hostname', file)],
  ])('refuses a file with %s, and leaves it alone', async (_what, write) => {
    await cli.ask('local', 'start', '--keep-keys');
    await cli.ask('local', 'stop');
    rmSync(toFile());
    write(toFile());
    const before = readFileSync(toFile(), 'utf8');

    expect(await refuse('local', 'start', '--keep-keys')).toMatchObject({
      ...{ exitCode: 1, code: 'LOCAL_FAILED' },
      message: expect.stringContaining(`${toFile()} has no keys of this program`),
    });
    expect(readFileSync(toFile(), 'utf8')).toBe(before);
    expect(cli.folders()).toEqual([]);
  });

  test('refuses a folder that others may enter', async () => {
    await cli.ask('local', 'start', '--keep-keys');
    await cli.ask('local', 'stop');
    chmodSync(cli.localDir, 0o755);
    expect(await refuse('local', 'start', '--keep-keys')).toMatchObject({ code: 'LOCAL_FAILED' });
    chmodSync(cli.localDir, 0o700);
  });
});
