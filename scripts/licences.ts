import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly repository: string;
  /** Licence and notice, from the package's files or its README; empty if it has none. */
  readonly texts: readonly string[];
}

/** Writes the licence of every bundled package to `file`, as those licences require. */
export function writeLicences(
  builds: readonly { readonly metafile: Metafile }[],
  file: string,
): void {
  const inputs = builds.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  writeFileSync(file, renderLicences([...new Set(inputs.flatMap(toPackageFolder))].sort()));
}

/** Renders the licences of packages. Throws when a package has no licence text, because it must not be bundled. */
export function renderLicences(folders: readonly string[]): string {
  const packages = folders.map(readPackage);
  const sections = packages.map((one) => {
    const { name, version, license } = one;
    return [`${name} ${version} (${license})\n`, ...findTexts(one, packages)].join('\n');
  });
  return sections.join(`\n${'-'.repeat(80)}\n`);
}

/** Finds the package's own texts, or those of another package from the same repository with the same licence. */
function findTexts(one: Package, packages: readonly Package[]): readonly string[] {
  if (one.texts.length > 0) return one.texts;
  const { name, license, repository } = one;
  const sibling = packages.find(
    (other) =>
      other.texts.length > 0 && other.license === license && other.repository === repository,
  );
  if (!sibling) throw new Error(`The package ${name} has no licence text (${license}).`);
  return [`(same text as ${sibling.name}, from the same repository)\n`, ...sibling.texts];
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

/** Finds the README section with the whole licence, not just its name. */
function findLicenceSection(readme: string): string[] {
  const sections = readme.split(/^(?=#+ )/m);
  return sections.filter((text) => /^#+ licen[cs]e\b/i.test(text) && /copyright/i.test(text));
}
