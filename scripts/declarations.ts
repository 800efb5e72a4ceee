import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Entries } from './entries.js';

const TSC = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const IMPORT = /(?:from|import\()\s*['"]([^'"]+)['"]/g;

/**
 * Writes type declarations with `tsc` into `outDir` and removes files that no entry imports.
 * Throws when a declaration imports a package that users may not have: only Node.js and `peers` are allowed.
 */
export function writeDeclarations({ entries, peers }: Entries, outDir: string): void {
  const config = join(dirname(outDir), 'declarations.tsconfig.json');
  const root = resolve('.');
  const compilerOptions = {
    ...{ noEmit: false, declaration: true, emitDeclarationOnly: true },
    ...{ rootDir: join(root, 'src'), outDir: resolve(outDir), types: ['node'] },
    ...{ typeRoots: [join(root, 'node_modules', '@types')], removeComments: false },
  };
  const files = entries.map(({ source }) => join(root, source));
  writeFileSync(
    config,
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, files, include: [] }),
  );
  try {
    execFileSync(process.execPath, [TSC, '--project', config], { stdio: 'inherit' });
  } finally {
    rmSync(config);
  }
  const reached = new Set<string>();
  for (const { name } of entries) reach(join(outDir, `${name}.d.ts`), { reached, peers, way: [] });
  for (const file of listFiles(outDir)) if (!reached.has(file)) rmSync(file);
}

interface Search {
  readonly reached: Set<string>;
  readonly peers: readonly string[];
  /** The chain of imports that led to this file. */
  readonly way: readonly string[];
}

/** Adds a file and everything it imports to `reached`. */
function reach(file: string, { reached, peers, ...search }: Search): void {
  const way = [...search.way, file];
  if (reached.has(file)) return;
  reached.add(file);
  for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
    if (specifier.startsWith('.')) {
      const next = join(dirname(file), specifier.replace(/\.js$/, '.d.ts'));
      if (!existsSync(next)) throw new Error(`${file} imports ${specifier}, which has no types.`);
      reach(next, { reached, peers, way });
    } else if (!specifier.startsWith('node:') && !peers.includes(specifier)) {
      throw new Error(
        `${way.join(' -> ')} imports types of ${specifier}, a package that users may not have.`,
      );
    }
  }
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}
