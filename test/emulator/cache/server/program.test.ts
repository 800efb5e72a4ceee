import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  findServerProgram,
  ValkeyServerMissingError,
} from '../../../../src/emulator/cache/server/program.js';
import { startCacheLab } from '../support/cache-lab.js';

describe('findServerProgram', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'find-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function install(place: string, name: string, output: string): string {
    const path = join(folder, place);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, name), `#!/bin/sh\necho '${output}'\n`);
    chmodSync(join(path, name), 0o755);
    return path;
  }

  test('without a program on the PATH, the error names both programs', async () => {
    const error = await startCacheLab({ path: folder }).catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(ValkeyServerMissingError);
    expect(String(error)).toContain(
      'Neither valkey-server nor redis-server 7 or later is on the PATH.',
    );
  });

  test('with only an old redis-server, the error names it', async () => {
    const path = install('old', 'redis-server', 'Redis server v=6.2.16 sha=0 malloc=libc bits=64');

    await expect(findServerProgram(path)).rejects.toThrow(
      `on the PATH (found: ${path}/redis-server, version 6.2).`,
    );
  });

  test('prefers valkey-server, and accepts redis-server 7 without it', async () => {
    const redis = install('a', 'redis-server', 'Redis server v=7.0.15 sha=0');
    const valkey = install('b', 'valkey-server', 'Valkey server v=8.1.3 sha=0');

    expect(await findServerProgram(`${redis}:${valkey}`)).toEqual({
      file: join(valkey, 'valkey-server'),
      product: 'valkey',
      major: 8,
      minor: 1,
    });
    expect((await findServerProgram(`relative:${redis}`)).file).toBe(join(redis, 'redis-server'));
  });

  test('prefers a later valkey-server 9 to an earlier one of another version, and the first of the others without one', async () => {
    const eight = install('a', 'valkey-server', 'Valkey server v=8.1.3 sha=0');
    const nine = install('b', 'valkey-server', 'Valkey server v=9.0.1 sha=0');
    symlinkSync(eight, join(folder, 'same'));
    const path = `${eight}:${join(folder, 'same')}`;

    expect((await findServerProgram(`${path}:${nine}`)).file).toBe(join(nine, 'valkey-server'));
    expect((await findServerProgram(path)).file).toBe(join(eight, 'valkey-server'));
  });

  test('a server that does not start causes an error with its last output, and leaves no files', async () => {
    const path = install('broken', 'valkey-server', 'Valkey server v=8.1.3 sha=0');

    await expect(startCacheLab({ path })).rejects.toThrow(
      `${path}/valkey-server did not start. Valkey server v=8.1.3 sha=0`,
    );
  });
});
