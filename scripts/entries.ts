import packageJson from '../package.json' with { type: 'json' };

export interface Entry {
  readonly name: string;
  readonly source: string;
}

export interface Entries {
  readonly entries: readonly Entry[];
  /** Packages that the user's project provides. */
  readonly peers: readonly string[];
}

/**
 * Reads the entries of the library from `exports` in package.json. For example, `./dist/iam-auth/ioredis.js` is built
 * from `src/iam-auth/ioredis.ts`. A new entry needs no change in scripts/.
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
