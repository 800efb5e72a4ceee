import type { ZipEntry } from './zip.js';

/** An operating system and processor, as Node.js names them: `linux-x64`. */
export type Platform = string;

const ELF_MACHINES: Readonly<Record<number, string>> = { 62: 'x64', 183: 'arm64' };
const MACH_O_MAGIC = 0xfeedfacf;
const MACH_O_CPUS: Readonly<Record<number, string>> = { 16777223: 'x64', 16777228: 'arm64' };

/**
 * Finds the native Node.js modules that were built for another platform only. Packages with builds for several platforms are
 * fine if one of them fits. Returns a text for each, such as `node_modules/x/y.node (darwin-arm64)`.
 */
export function findForeignModules(
  entries: readonly ZipEntry[],
  platform: Platform,
): readonly string[] {
  const byPackage = new Map<string, { name: string; built: Platform }[]>();
  for (const entry of entries) {
    if (!entry.name.endsWith('.node') || !('content' in entry)) continue;
    const built = readPlatform(Buffer.from(entry.content.subarray(0, 20)));
    if (built === undefined) continue;
    const [owner = ''] = /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(entry.name) ?? [];
    byPackage.set(owner, [...(byPackage.get(owner) ?? []), { name: entry.name, built }]);
  }
  return [...byPackage.values()]
    .filter((builds) => builds.every(({ built }) => built !== platform))
    .flatMap((builds) => builds.map(({ name, built }) => `${name} (${built})`));
}

/** Reads the platform from the beginning of a shared library; undefined for other files. */
export function readPlatform(head: Buffer): Platform | undefined {
  if (head.length < 20) return undefined;
  if (head.readUInt32BE(0) === 0x7f454c46) {
    return `linux-${ELF_MACHINES[head.readUInt16LE(18)] ?? 'other'}`;
  }
  if (head.readUInt32LE(0) === MACH_O_MAGIC) {
    return `darwin-${MACH_O_CPUS[head.readUInt32LE(4)] ?? 'other'}`;
  }
  return head.toString('latin1', 0, 2) === 'MZ' ? 'win32' : undefined;
}
