import { LabError } from '../errors.js';

/** Lambda's limit for a package in the request: 50 MB (F6.23). */
const ZIPPED_LIMIT_BYTES = 52_428_800;
/** Lambda's limit for an unpacked package: 250 MB (F6.23). */
const UNZIPPED_LIMIT_BYTES = 262_144_000;

interface PackedFile {
  readonly name: string;
  readonly bytes: number;
}

/** @throws LabError PACKAGE_INVALID when the files are too large together; it names the largest ones */
export function refuseLargeFiles(label: string, files: readonly PackedFile[]): void {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total < UNZIPPED_LIMIT_BYTES) return;
  const largest = [...files].sort((a, b) => b.bytes - a.bytes).slice(0, 3);
  const named = largest.map(({ name, bytes }) => `${name} (${toMegabytes(bytes)})`).join(', ');
  throw new LabError(
    'PACKAGE_INVALID',
    `${label} has ${toMegabytes(total)}, but Lambda unpacks at most ${toMegabytes(UNZIPPED_LIMIT_BYTES)}. The largest files: ${named}.`,
    { hint: 'Leave out what the function does not need: name it in .lambdaignore.' },
  );
}

/** @throws LabError PACKAGE_INVALID when the package is too large for a request */
export function refuseLargeZip(label: string, zip: Uint8Array): void {
  if (zip.byteLength <= ZIPPED_LIMIT_BYTES) return;
  throw new LabError(
    'PACKAGE_INVALID',
    `The package of ${label} has ${toMegabytes(zip.byteLength)}, but Lambda accepts at most ${toMegabytes(ZIPPED_LIMIT_BYTES)}.`,
    { hint: 'Leave out what the function does not need: name it in .lambdaignore.' },
  );
}

function toMegabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}
