import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderLicences } from '../../scripts/licences.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'licences-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const ours = { url: 'https://example.com/ours.git' };

function writePackage(
  name: string,
  files: Record<string, string>,
  { license = 'MIT', repository }: { license?: string; repository?: { url: string } } = {},
): string {
  const folder = join(root, name);
  mkdirSync(folder);
  const manifest = { name, version: '1.0.0', license, repository };
  const all = { 'package.json': JSON.stringify(manifest), ...files };
  for (const [file, text] of Object.entries(all)) writeFileSync(join(folder, file), text);
  return folder;
}

test('a package gets the texts of its own files', () => {
  const folder = writePackage('one', { LICENSE: 'Copyright One', 'NOTICE.md': 'Made by One' });

  expect(renderLicences([folder])).toBe('one 1.0.0 (MIT)\n\nCopyright One\nMade by One');
});

test('a package without a licence file gets the README section with the whole licence', () => {
  const readme = '# Two\n\nText.\n\n## License\n\nCopyright Two\n\nPermission is granted.\n';
  const folder = writePackage('two', { 'README.md': `${readme}\n## More\n` });

  expect(renderLicences([folder])).toContain('Copyright Two\n\nPermission is granted.\n');
  expect(renderLicences([folder])).not.toContain('More');
});

test('a package without a text gets the text of a package with the same repository and licence', () => {
  const bare = writePackage('a-bare', { 'README.md': '## License\n\nMIT\n' }, { repository: ours });
  const other = { license: 'ISC', repository: ours };
  const folders = [
    bare,
    writePackage('b-other', { LICENSE: 'Copyright ISC' }, other),
    writePackage('c-stranger', { LICENSE: 'Copyright Stranger' }),
    writePackage('d-sibling', { LICENSE: 'Copyright Ours' }, { repository: ours }),
  ];

  const [first] = renderLicences(folders).split('-'.repeat(80));
  expect(first).toBe(
    'a-bare 1.0.0 (MIT)\n\n(same text as d-sibling, from the same repository)\n\nCopyright Ours\n',
  );
});

test('a package without any licence text fails the build', () => {
  const bare = writePackage('bare', { 'README.md': '## License\n\nMIT\n' });
  const stranger = writePackage('stranger', { LICENSE: 'Copyright Stranger' });

  expect(() => renderLicences([bare, stranger])).toThrow(
    'The package bare has no licence text (MIT).',
  );
});
