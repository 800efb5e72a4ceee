import { readFile } from 'node:fs/promises';
import type { BuildOptions, Plugin } from 'esbuild';

/**
 * Replaces the computed keys in the SDK's schemas (`[_xN]:`) by literal keys. Computed keys prevent esbuild from
 * dropping unused schemas; those of EC2 alone are 800 KB.
 */
const literalSchemaKeys: Plugin = {
  name: 'literal-schema-keys',
  setup(builder) {
    const filter = /@aws-sdk[\\/]client-[a-z0-9-]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/;
    builder.onLoad({ filter }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const names = new Map(
        [...text.matchAll(/^const (_\w+) = (".*?");$/gm)].map(([, name, value]) => [name, value]),
      );
      const contents = text.replace(/\[(_\w+)\]:/g, (key, name) =>
        names.has(name) ? `${names.get(name)}:` : key,
      );
      return { loader: 'js', contents };
    });
  },
};

/** Options of all builds that ship. */
export const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  // By default, esbuild picks the SDK's CommonJS files, which take twice the size and memory.
  mainFields: ['module', 'main'],
  // Some bundled libraries are CommonJS and require Node's built-in modules. Calling createRequire() in each
  // chunk would cost milliseconds.
  banner: {
    js: "const require = (id) => { const found = process.getBuiltinModule(id); if (found) return found; throw new Error('Cannot find module ' + id); };",
  },
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  plugins: [literalSchemaKeys],
} satisfies BuildOptions & { metafile: true };
