import { closeSync, readdirSync, readFileSync } from 'node:fs';

const O_CLOEXEC = 0o2000000;
/** Standard input, output and error stay. */
const FIRST = 3;

/**
 * Closes what this process has from the one that started it, such as the file of a lock: an endpoint that stays would
 * keep it open, and so would the programs that it starts. Node opens all its own descriptors close-on-exec, so the
 * others are inherited. Only Linux tells them apart; on macOS Node itself passes none to its children.
 */
export function closeInheritedDescriptors(): void {
  for (const name of listDescriptors()) {
    const fd = Number(name);
    if (fd < FIRST || !isInherited(fd)) continue;
    try {
      closeSync(fd);
    } catch {
      // The descriptor of the list itself, which is closed already.
    }
  }
}

function listDescriptors(): string[] {
  try {
    return readdirSync('/proc/self/fd');
  } catch {
    return [];
  }
}

function isInherited(fd: number): boolean {
  try {
    const [, flags = ''] =
      /^flags:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')) ?? [];
    return flags !== '' && (Number.parseInt(flags, 8) & O_CLOEXEC) === 0;
  } catch {
    return false;
  }
}
