import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildFailure, BuildOptions, Plugin } from 'esbuild';
import { LabError } from '../errors.js';
import type { ZipEntry } from './zip.js';

type Esbuild = typeof import('esbuild');

/** The entry of a bundle. */
export interface BundleInput {
  readonly folder: string;
  readonly label: string;
  readonly file: string;
  /** Such as `nodejs24.x`. */
  readonly runtime: string;
}

/** A bundle, ready to be packed. */
export interface Bundle {
  readonly entries: readonly (ZipEntry & { readonly content: Uint8Array })[];
  /** The names that the bundle exports. */
  readonly exports: readonly string[];
}

const BUNDLE = 'bundle.mjs';

/** Code of CommonJS packages calls `require`. */
const BANNER = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
].join('\n');

const PROGRAM_FOLDER = dirname(fileURLToPath(import.meta.url));

/**
 * Bundles a TypeScript entry and its packages, with the esbuild that is installed for the folder. Lambda loads `index.mjs`,
 * which loads the bundle.
 * @throws LabError BUILDER_MISSING, or BUILD_FAILED with esbuild's own words
 */
export async function bundle({ folder, label, file, runtime }: BundleInput): Promise<Bundle> {
  const esbuild = loadEsbuild(folder, label);
  const options = {
    absWorkingDir: folder,
    entryPoints: [file],
    outfile: join(folder, BUNDLE),
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: runtime.replace(/^nodejs(\d+)\.x$/, 'node$1'),
    mainFields: ['module', 'main'],
    sourcemap: 'linked',
    // Native modules go beside the bundle.
    loader: { '.node': 'copy' },
    banner: { js: BANNER },
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
    plugins: [withProgramPackages],
  } satisfies BuildOptions;
  try {
    const { outputFiles, metafile } = await esbuild.build(options);
    const exports = Object.values(metafile.outputs).flatMap((output) => output.exports);
    const bundled = outputFiles.map(({ path, contents }) => {
      return { name: relative(folder, path), content: contents };
    });
    return { entries: [{ name: 'index.mjs', content: toLoader(exports) }, ...bundled], exports };
  } catch (error) {
    throw await toBuildFailure(esbuild, label, error);
  }
}

/** Returns the code of `index.mjs`. Source maps count only for modules that are loaded after they are enabled. */
function toLoader(exports: readonly string[]): Uint8Array {
  const names = exports.filter((name) => name !== 'default').join(', ');
  const lines = [
    'process.setSourceMapsEnabled(true);',
    `export const { ${names} } = await import(${JSON.stringify(`./${BUNDLE}`)});`,
  ];
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** Loads esbuild as the folder sees it, or as this program does: a checkout has one. */
function loadEsbuild(folder: string, label: string): Esbuild {
  for (const place of [folder, PROGRAM_FOLDER]) {
    const require = createRequire(join(place, 'package.json'));
    let path: string;
    try {
      path = require.resolve('esbuild');
    } catch {
      continue;
    }
    return require(path);
  }
  throw new LabError(
    'BUILDER_MISSING',
    `${label} is in TypeScript, and esbuild is not installed there.`,
    {
      hint: `Install it with \`npm install --save-dev esbuild\` in ${label}.`,
    },
  );
}

/**
 * Finds this program's own package, and the packages beside it, for code of a user who has not installed them. A function that
 * has just begun with `init` then runs at once.
 */
const withProgramPackages: Plugin = {
  name: 'program-packages',
  setup(build) {
    const isAgain = Symbol('again');
    build.onResolve(
      { filter: /^[^./]/ },
      async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (pluginData === isAgain || kind === 'entry-point') return undefined;
        if (/[\\/]node_modules[\\/]/.test(importer)) return undefined;
        const again = { kind, importer, pluginData: isAgain };
        const own = await build.resolve(path, { ...again, resolveDir });
        if (own.errors.length === 0) return own;
        const beside = await build.resolve(path, { ...again, resolveDir: PROGRAM_FOLDER });
        // Without a result, esbuild decides: a package that is optional may be missing.
        return beside.errors.length === 0 ? beside : undefined;
      },
    );
  },
};

async function toBuildFailure(esbuild: Esbuild, label: string, error: unknown): Promise<unknown> {
  if (!isBuildFailure(error)) return error;
  const words = await esbuild.formatMessages(error.errors, { kind: 'error', color: false });
  const said = words.join('').trim();
  return new LabError('BUILD_FAILED', `esbuild could not bundle ${label}:\n${said}`, {
    hint: 'Correct the code, or install the packages that it names; then run the same command again.',
  });
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}
