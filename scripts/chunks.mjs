import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
/** The commands about a whole lab, and what they load. */
const LAB = [
  ...['up', 'down', 'status', 'invoke', 'logs', 'create-cache', 'create-role', 'create-users'],
  'deploy-function',
].map((name) => `src/commands/${name}.ts`);
const CLIENTS = ['ec2', 'elasticache', 'iam', 'lambda', 'logs', 'sts'].map(
  (name) => `src/aws/sdk/${name}.ts`,
);
const TOGETHER = [...LAB, ...CLIENTS, 'src/steps/index.ts'].map((file) => join(ROOT, file));

/**
 * Loads the commands about a lab as one module. esbuild makes a chunk of what each set of `import()`s shares,
 * and a small chunk costs more to find and link than its code to read: a tenth of the time of `status`.
 */
export const labInOneChunk = {
  name: 'lab-in-one-chunk',
  setup(builder) {
    builder.onResolve({ filter: /^\.{1,2}\/.*\.js$/ }, ({ kind, path, resolveDir }) => {
      const source = join(resolveDir, path).replace(/\.js$/, '.ts');
      if (kind !== 'dynamic-import' || !TOGETHER.includes(source)) return undefined;
      return { path: 'lab', namespace: 'together' };
    });
    builder.onLoad({ filter: /^lab$/, namespace: 'together' }, () => ({
      contents: TOGETHER.map((file) => `export * from ${JSON.stringify(file)};`).join('\n'),
      resolveDir: ROOT,
    }));
  },
};
