import type { Language } from './entry.js';
import { findForeignModules } from './native.js';
import type { PackagePlace } from './place.js';
import { findPython } from './python.js';
import type { ZipEntry } from './zip.js';

/** Says on which version a function will run on this machine, when that is not the version of its runtime. */
export async function noteOtherVersion(
  runtime: string,
  language: Language,
  { local, note }: Pick<PackagePlace, 'local' | 'note'>,
): Promise<void> {
  if (!local) return;
  const version =
    language === 'node'
      ? process.versions.node
      : // Without Python, the local endpoint says so when the function is invoked.
        (await findPython().catch(() => undefined))?.version;
  if (version === undefined || version.startsWith(`${runtime.replace(/^[a-z]+|\.x$/g, '')}.`))
    return;
  const name = language === 'node' ? 'Node.js' : 'Python';
  note(`The local endpoint runs this ${runtime} function on this machine's ${name} ${version}.`);
}

/** Names native modules that were built for another platform. */
export function noteForeignModules(
  entries: readonly ZipEntry[],
  { local, note }: Pick<PackagePlace, 'local' | 'note'>,
): void {
  const platform = local ? `${process.platform}-${process.arch}` : 'linux-x64';
  for (const name of findForeignModules(entries, platform)) {
    note(`Built for another platform than ${platform}: ${name}. Loading it will fail.`);
  }
}
