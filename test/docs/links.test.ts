import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const listPages = (folder: string) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md') || name === 'llms.txt')
    .map((name) => join(folder, name));
const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');

/** Returns the anchors that GitHub creates for the headings of a page. */
const toAnchors = (page: string) =>
  [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const folders = readdirSync(join(ROOT, 'examples')).map((name) => join('examples', name));
const pages = ['.', 'docs', 'examples', ...folders.filter((path) => !path.includes('.'))].flatMap(
  listPages,
);

test.each(pages)('%s links to files and headings that exist', (page) => {
  const prose = read(page).replaceAll(/^```.*?^```$/gms, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset)="([^"]+)"/g)];
  for (const [, link, source] of links) {
    const target = link ?? source ?? '';
    if (/^[a-z]+:/.test(target)) continue;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : join(dirname(page), path);
    expect({ target, exists: existsSync(join(ROOT, file)) }).toEqual({ target, exists: true });
    if (anchor) expect(toAnchors(file)).toContain(anchor);
  }
});
