import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

const SRC = join(import.meta.dirname, '..', 'src');

/** The SDK's less common credential providers; `env` is one, because a profile may name it (`credential_source`). */
const CREDENTIALS = [
  ...['env', 'http', 'ini', 'login', 'process', 'sso', 'web-identity'].map(
    (name) => `@aws-sdk/credential-provider-${name}`,
  ),
  ...['signin', 'sso', 'sso-oidc', 'sts'].map((name) => `@aws-sdk/nested-clients/${name}`),
  '@aws-sdk/credential-provider-sso/dist-es/loadSso.js',
  '@smithy/credential-provider-imds',
];

const IMPORT = /\bimport\(\s*["'](.+?)["']\s*\)/g;
/** Files that stay separate: every command loads the first, and only commands that deploy load the others. */
const APART = ['cli/program.ts', 'packaging/index.ts', 'resources/deployment-package/create.ts'];

/** Finds the files that the program imports dynamically, each with the name of its group. */
function findParts(): { readonly file: string; readonly group: string }[] {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.startsWith('emulator/'));
  const imported = sources.flatMap((source) => {
    const text = readFileSync(join(SRC, source), 'utf8');
    const specifiers = [...text.matchAll(IMPORT)].map(([, specifier = '']) => specifier);
    return specifiers
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => join(dirname(source), specifier.replace(/\.js$/, '.ts')));
  });
  return [...new Set(imported)]
    .filter((file) => !APART.includes(file))
    .map((file) => ({ file: join(SRC, file), group: toGroup(file) }));
}

function toGroup(file: string): string {
  if (file === 'session/local-endpoint.ts') return 'local';
  if (file === 'aws/proxy-agents.ts') return 'proxy';
  if (file.startsWith('actions/export')) return 'export';
  return file.startsWith('reports/') ? 'pages' : 'program';
}

/**
 * Groups the dynamic imports of the program into a few chunks. Without this plugin, esbuild makes forty small chunks.
 * Finding and linking them takes a quarter of the time of `status`.
 */
export const inFewChunks: Plugin = {
  name: 'in-few-chunks',
  setup(builder) {
    /** File -> its group, and its export name in the group. */
    const members = new Map<string, { group: string; name: string }>();
    const resolve = async (specifier: string, from: string) => {
      const options = { kind: 'import-statement', resolveDir: dirname(from) } as const;
      const { path } = await builder.resolve(specifier, options);
      if (!path) throw new Error(`scripts/chunks.ts: ${specifier} does not exist.`);
      return path;
    };
    builder.onStart(async () => {
      const chain = fileURLToPath(import.meta.resolve('@aws-sdk/credential-provider-node'));
      const add = (file: string, group: string) =>
        members.set(file, { group, name: `part${members.size}` });
      for (const { file, group } of findParts()) add(file, group);
      for (const specifier of CREDENTIALS) add(await resolve(specifier, chain), 'credentials');
      add(await resolve('@smithy/core/event-streams', chain), 'program');
    });
    // Commands run the emulator in another process, so its code stays out of the program.
    builder.onResolve({ filter: /\/process\/emulator\.js$/ }, ({ path }) => {
      return { path, external: true, sideEffects: false };
    });
    const filter = /[\\/]src[\\/].+\.ts$|[\\/]node_modules[\\/]@(aws-sdk|smithy)[\\/].+\.js$/;
    builder.onLoad({ filter }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      let contents = text;
      for (const [call, specifier = ''] of text.matchAll(IMPORT)) {
        const part = members.get(await resolve(specifier, path));
        if (!part) continue;
        const { group, name } = part;
        contents = contents.replace(call, `import('group:${group}').then((all) => all.${name})`);
      }
      return contents === text
        ? undefined
        : { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
    });
    builder.onResolve({ filter: /^group:/ }, ({ path }) => ({
      path: path.slice('group:'.length),
      namespace: 'group',
    }));
    builder.onLoad({ filter: /.*/, namespace: 'group' }, ({ path: group }) => {
      const parts = [...members].filter(([, part]) => part.group === group);
      const lines = parts.map(
        ([file, { name }]) => `export * as ${name} from ${JSON.stringify(file)};`,
      );
      return { contents: lines.join('\n'), resolveDir: SRC };
    });
  },
};
