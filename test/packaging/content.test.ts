import { chmod, symlink, truncate, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPlatform } from '../../src/packaging/native.js';
import { createFolder, listZip, pack } from './support.js';

const JS = 'export const handler = async () => 1;';

test('the same files give the same bytes, whatever their dates and order', async () => {
  await using a = await createFolder({ 'index.mjs': JS, 'lib/a.mjs': '1', 'lib/b.mjs': '2' });
  await using b = await createFolder({ 'lib/b.mjs': '2', 'lib/a.mjs': '1', 'index.mjs': JS });
  await symlink('a.mjs', join(a.path, 'lib', 'link.mjs'));
  await utimes(join(b.path, 'index.mjs'), 1, 1);
  await symlink('a.mjs', join(b.path, 'lib', 'link.mjs'));

  const [first, second] = [await pack(a.path), await pack(b.path)];

  expect(first.codeSha256).toBe(second.codeSha256);
  expect(await listZip(first.zip)).toEqual([
    { name: 'index.mjs', mode: '100644' },
    { name: 'lib/a.mjs', mode: '100644' },
    { name: 'lib/b.mjs', mode: '100644' },
    { name: 'lib/link.mjs', mode: '120777' },
  ]);
});

test('secrets, history and what .lambdaignore excludes are not packed, even if it names them', async () => {
  await using folder = await createFolder({
    'index.mjs': JS,
    '.env': 'SECRET=1',
    '.env.production': 'SECRET=1',
    'config/.env.local': 'SECRET=1',
    '.aws/credentials': 'SECRET=1',
    '.git/config': '',
    '.venv/bin/python': '',
    'lib/__pycache__/a.pyc': '',
    'lib/a.mjs': '',
    'docs/page.md': '',
    'docs/keep.md': '',
    'run.sh': '',
    '.lambdaignore': 'docs/*\n!docs/keep.md\n!.env\n',
  });
  await chmod(join(folder.path, 'run.sh'), 0o755);

  const { zip, files } = await pack(folder.path);

  expect(await listZip(zip)).toEqual([
    { name: 'docs/keep.md', mode: '100644' },
    { name: 'index.mjs', mode: '100644' },
    { name: 'lib/a.mjs', mode: '100644' },
    { name: 'run.sh', mode: '100755' },
  ]);
  expect(files.map(({ name }) => name)).toEqual([
    'docs/keep.md',
    'index.mjs',
    'lib/a.mjs',
    'run.sh',
  ]);
});

test.each([
  ['/etc/passwd', 'leads out of the folder'],
  ['../outside', 'leads out of the folder'],
  ['missing', 'leads nowhere'],
])('a link to %s is refused', async (target, why) => {
  await using parent = await createFolder({ 'fn/index.mjs': JS, outside: '' });
  await symlink(target, join(parent.path, 'fn', 'link'));
  await expect(pack(join(parent.path, 'fn'))).rejects.toMatchObject({
    code: 'PACKAGE_INVALID',
    message: expect.stringContaining(`The link link -> ${target} ${why}`),
  });
});

test('a folder that Lambda would not unpack is refused before it is read', async () => {
  await using folder = await createFolder({ 'index.mjs': JS, 'model.bin': '', 'a.txt': 'a' });
  await truncate(join(folder.path, 'model.bin'), 300 * 1024 * 1024);
  await expect(pack(folder.path)).rejects.toThrow(
    /has 300\.0 MB, but Lambda unpacks at most 250\.0 MB\. The largest files: model\.bin \(300\.0 MB\)/,
  );
});

test('a native module is named when it was built for another platform', async () => {
  await using folder = await createFolder({
    'index.mjs': JS,
    'node_modules/fine/a.node': toElf(0x3e),
    'node_modules/fine/b.node': toElf(0xb7),
    'node_modules/wrong/a.node': toElf(0xb7),
  });
  const { notes } = await pack(folder.path);
  expect(notes).toEqual([
    'Built for another platform than linux-x64: node_modules/wrong/a.node (linux-arm64). Loading it will fail.',
  ]);
});

test('the platform of a library is in its first bytes', () => {
  const mac = Buffer.alloc(20);
  mac.writeUInt32LE(0xfeedfacf, 0);
  mac.writeUInt32LE(0x0100000c, 4);
  expect(readPlatform(mac)).toBe('darwin-arm64');
  expect(readPlatform(toElf(0x3e))).toBe('linux-x64');
  expect(readPlatform(Buffer.from('MZ'.padEnd(20, '\0')))).toBe('win32');
  expect(readPlatform(Buffer.from('#!/bin/sh\nexit 0 # no library'))).toBeUndefined();
});

function toElf(machine: number): Buffer {
  const head = Buffer.alloc(20);
  head.writeUInt32BE(0x7f454c46, 0);
  head.writeUInt16LE(machine, 18);
  return head;
}
