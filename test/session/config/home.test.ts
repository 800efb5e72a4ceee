import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { loadConfig } from '../../../src/session/config.js';

afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

test('a user without a home folder keeps the endpoint’s files in the temporary folder', () => {
  // A container's user may have no HOME and no entry in the list of users: then Node.js throws.
  vi.spyOn(os, 'homedir').mockImplementation(() => {
    throw new Error('ENOENT: no such file or directory, uv_os_get_passwd');
  });
  syncBuiltinESMExports();
  const { localDir } = loadConfig({ flags: {}, env: {}, cwd: '/' });
  expect(localDir).toBe(join(os.tmpdir(), `valkey-lab-of-${process.getuid?.()}`));
});
