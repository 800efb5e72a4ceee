import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SRC = join(import.meta.dirname, '..', 'src');
const PROGRAM = [
  ...listSources('commands'),
  ...['aws/clients.ts', 'aws/sdk.ts', 'cli/terminal.ts', 'cli/completion/tree.ts', 'errors.ts'],
  ...['resources/index.ts'],
  ...['commands/session/failure-document.ts'],
  ...['actions/explain/set-up-facts.ts', 'actions/explain/set-up-rules.ts'],
].map(toSource);

/** The SDK's rarer ways to credentials; `env` is here as what a profile may name (`credential_source`). */
const CREDENTIALS = [
  ...['env', 'http', 'ini', 'login', 'process', 'sso', 'web-identity'].map(
    (name) => `@aws-sdk/credential-provider-${name}`,
  ),
  ...['signin', 'sso', 'sso-oidc', 'sts'].map((name) => `@aws-sdk/nested-clients/${name}`),
  '@aws-sdk/credential-provider-sso/dist-es/loadSso.js',
  '@smithy/credential-provider-imds',
];

function listSources(folder) {
  const files = readdirSync(toSource(folder)).filter((file) => file.endsWith('.ts'));
  return files.map((file) => `${folder}/${file}`);
}

function toSource(file) {
  return join(SRC, file);
}

/** What is loaded as one module each, in place of the `import()`s of its parts. */
const GROUPS = {
  program: [...PROGRAM, '@smithy/core/event-streams'],
  credentials: CREDENTIALS,
  pages: ['reports/bench-page.ts', 'reports/run-page.ts'].map(toSource),
  local: [toSource('session/local-endpoint.ts')],
};

/**
 * Loads the program as a few modules. esbuild makes a chunk of what each set of `import()`s shares, which were
 * forty; and a small chunk costs more to find and link than its code to read: a quarter of the time of `status`.
 */
export const inFewChunks = {
  name: 'in-few-chunks',
  setup(builder) {
    /** File -> its group and its name there. */
    const members = new Map();
    const resolve = async (specifier, from) => {
      const options = { kind: 'import-statement', resolveDir: dirname(from) };
      return (await builder.resolve(specifier, options)).path;
    };
    builder.onStart(async () => {
      const chain = fileURLToPath(import.meta.resolve('@aws-sdk/credential-provider-node'));
      for (const [group, specifiers] of Object.entries(GROUPS)) {
        for (const [index, specifier] of specifiers.entries()) {
          const file = await resolve(specifier, chain);
          if (!file) throw new Error(`scripts/chunks.mjs: there is no ${specifier}.`);
          members.set(file, { group, name: `part${index}` });
        }
      }
    });
    // The commands run the endpoint in a process of its own: what it consists of stays out of the program.
    builder.onResolve({ filter: /\/process\/emulator\.js$/ }, ({ path }) => {
      return { path, external: true, sideEffects: false };
    });
    const filter = /[\\/]src[\\/].+\.ts$|[\\/]node_modules[\\/]@(aws-sdk|smithy)[\\/].+\.js$/;
    builder.onLoad({ filter }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      let contents = text;
      for (const [call, specifier] of text.matchAll(/\bimport\(\s*["'](.+?)["']\s*\)/g)) {
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
