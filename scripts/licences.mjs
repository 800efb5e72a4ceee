import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes the licence of every package whose code is in the builds: their terms ask for that. */
export async function writeLicences(builds, file) {
  const inputs = builds.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const folders = [...new Set(inputs.flatMap(toPackageFolder))].sort();
  const texts = await Promise.all(folders.map(readLicence));
  await writeFile(file, texts.join(`\n${'-'.repeat(80)}\n`));
}

/** `node_modules/@a/b/dist/c.js` -> `node_modules/@a/b`. */
function toPackageFolder(input) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  return match ? [match[1]] : [];
}

async function readLicence(folder) {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  );
  const files = (await readdir(folder))
    .filter((entry) => /^(licen[cs]e|notice)/i.test(entry))
    .sort();
  const texts = await Promise.all(files.map((entry) => readFile(join(folder, entry), 'utf8')));
  return [`${name} ${version} (${license})\n`, ...texts].join('\n');
}
