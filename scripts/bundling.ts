import { readFile } from 'node:fs/promises';
import type { BuildOptions, Plugin } from 'esbuild';

/**
 * The SDK's schemas have computed keys (`[_xN]:`), which keep esbuild from dropping those that nobody
 * uses: EC2's alone are 800 KB. With the keys written out, only what is imported stays.
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

/** Everything that ships: one bundle with split chunks, and the scripts that run as processes of their own. */
export const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  // esbuild's default picks the SDK's CommonJS: twice the size and memory.
  mainFields: ['module', 'main'],
  // Some libraries in the bundle are CommonJS and require what is built in; createRequire() in each of many
  // chunks costs milliseconds.
  banner: {
    js: "const require = (id) => { const found = process.getBuiltinModule(id); if (found) return found; throw new Error('Cannot find module ' + id); };",
  },
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  plugins: [literalSchemaKeys],
} satisfies BuildOptions & { metafile: true };
