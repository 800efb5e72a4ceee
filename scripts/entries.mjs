import { readFileSync } from 'node:fs';

/**
 * What other projects import, read from package.json: `./dist/iam-auth/ioredis.js` of its `exports` is built
 * from `src/iam-auth/ioredis.ts`. So a new entry is its lines there and nothing here.
 */
export function readEntries() {
  const { exports, peerDependencies } = readPackage();
  const entries = Object.values(exports).flatMap((target) => {
    const match = /^\.\/dist\/(.+)\.js$/.exec(target.default ?? '');
    return match ? [{ name: match[1], source: `src/${match[1]}.ts` }] : [];
  });
  return { entries, peers: Object.keys(peerDependencies) };
}

function readPackage() {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
}
