import { copyFileSync, mkdirSync } from 'node:fs';
import { build } from 'esbuild';

const FOLDER = 'dist/console';

/** Builds the page of the console: one HTML file, one script, one style sheet. The endpoint serves them as they are. */
export async function buildConsolePage() {
  mkdirSync(FOLDER, { recursive: true });
  copyFileSync('src/console/index.html', `${FOLDER}/index.html`);
  return build({
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    outdir: FOLDER,
    entryPoints: [
      { in: 'src/console/main.tsx', out: 'console' },
      { in: 'src/console/console.css', out: 'console' },
    ],
  });
}
