import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly repository: string;
  /** Licence and notice, as the package has them in files or in its README; empty if it has none. */
  readonly texts: readonly string[];
}

/** Writes the licence of every package whose code is in the builds: their terms ask for that. */
export function writeLicences(
  builds: readonly { readonly metafile: Metafile }[],
  file: string,
): void {
  const inputs = builds.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  writeFileSync(file, renderLicences([...new Set(inputs.flatMap(toPackageFolder))].sort()));
}

/** The licences of packages, each with its text. Throws when one has none: it must not be bundled then. */
export function renderLicences(folders: readonly string[]): string {
  const packages = folders.map(readPackage);
  const sections = packages.map((one) => {
    const { name, version, license } = one;
    return [`${name} ${version} (${license})\n`, ...findTexts(one, packages)].join('\n');
  });
  return sections.join(`\n${'-'.repeat(80)}\n`);
}

/** A package's own texts, or those of another package that its authors keep in the same repository. */
function findTexts(one: Package, packages: readonly Package[]): readonly string[] {
  if (one.texts.length > 0) return one.texts;
  const { name, license, repository } = one;
  const sibling = packages.find(
    (other) =>
      other.texts.length > 0 && other.license === license && other.repository === repository,
  );
  if (!sibling) throw new Error(`The package ${name} has no text of its licence (${license}).`);
  return [`(as in ${sibling.name}, of the same repository)\n`, ...sibling.texts];
}

/** `node_modules/@a/b/dist/c.js` -> `node_modules/@a/b`. */
function toPackageFolder(input: string): string[] {
  const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
  return folder ? [folder] : [];
}

function readPackage(folder: string): Package {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const { name, version, license, repository } = JSON.parse(read('package.json'));
  const files = readdirSync(folder).sort();
  const licences = files.filter((file) => /^(licen[cs]e|notice)/i.test(file)).map(read);
  const readmes = files.filter((file) => /^readme/i.test(file)).map(read);
  return {
    ...{ name, version, license, repository: repository?.url ?? name },
    texts: licences.length > 0 ? licences : readmes.flatMap(findLicenceSection),
  };
}

/** The section of a README that has a whole licence, not just its name. */
function findLicenceSection(readme: string): string[] {
  const sections = readme.split(/^(?=#+ )/m);
  return sections.filter((text) => /^#+ licen[cs]e\b/i.test(text) && /copyright/i.test(text));
}
