import packageJson from '../package.json' with { type: 'json' };

export interface Entry {
  readonly name: string;
  readonly source: string;
}

export interface Entries {
  readonly entries: readonly Entry[];
  /** Packages that a project that imports an entry has itself. */
  readonly peers: readonly string[];
}

/**
 * What other projects import, read from package.json: `./dist/iam-auth/ioredis.js` of its `exports` is built
 * from `src/iam-auth/ioredis.ts`. So a new entry is its lines there and nothing here.
 */
export function readEntries(): Entries {
  const { exports, peerDependencies } = packageJson;
  const entries = Object.values(exports).flatMap((target) => {
    if (typeof target === 'string') return [];
    const [, name] = /^\.\/dist\/(.+)\.js$/.exec(target.default) ?? [];
    return name ? [{ name, source: `src/${name}.ts` }] : [];
  });
  return { entries, peers: Object.keys(peerDependencies) };
}
