import { type ExecFileException, execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LabError } from '../errors.js';
import { findPython } from './python.js';

const run = promisify(execFile);

/** Lambda's Python runs on Amazon Linux 2023, whose glibc 2.34 runs wheels of these platforms (F6.25). */
const LAMBDA_PLATFORMS = ['manylinux_2_34', 'manylinux_2_28', 'manylinux_2_17', 'manylinux2014'];

/** What to install, and for which Python. */
export interface Requirements {
  readonly folder: string;
  readonly label: string;
  /** Such as `python3.13`. */
  readonly runtime: string;
  /** For this machine's Python instead of Lambda's. */
  readonly local: boolean;
  /** The folder that keeps installed packages between runs. */
  readonly cacheFolder: string;
  readonly signal: AbortSignal;
  note(text: string): void;
}

/**
 * Installs `requirements.txt` and returns the folder with the packages. The same file for the same Python is installed once.
 * @throws LabError BUILDER_MISSING without uv and pip, or BUILD_FAILED with their own words
 */
export async function installRequirements(wanted: Requirements): Promise<string> {
  const { folder, cacheFolder, runtime, local, note, label } = wanted;
  const file = join(folder, 'requirements.txt');
  const text = await readFile(file, 'utf8');
  const python = local ? await findPython() : undefined;
  const platform = python ? `${process.platform} ${process.arch} ${python.version}` : runtime;
  const key = createHash('sha256').update(`${platform}\n${text}`).digest('hex');
  // The content of other files is not part of the key.
  const isWhole = !/^\s*(-[rce]\b|--(requirement|constraint|editable)\b|\.{0,2}\/|file:)/m.test(
    text,
  );
  const target = join(cacheFolder, 'python', key);
  if (!isWhole) await rm(target, { recursive: true, force: true });
  if (await stat(target).catch(() => undefined)) return target;
  note(
    `Installing ${label}/requirements.txt for ${python ? `this machine's Python ${python.version}` : `Lambda's ${runtime}`}.`,
  );
  const part = `${target}.part-${randomUUID()}`;
  await mkdir(part, { recursive: true, mode: 0o700 });
  try {
    await install(wanted, { file, target: part, python: python?.file });
    await rename(part, target);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    // Another run has installed the same requirements in the meantime.
    if (await stat(target).catch(() => undefined)) return target;
    throw error;
  }
  return target;
}

interface Installation {
  readonly file: string;
  readonly target: string;
  /** This machine's Python; undefined: the packages are for Lambda. */
  readonly python: string | undefined;
}

async function install(
  wanted: Requirements,
  { file, target, python }: Installation,
): Promise<void> {
  const { folder, label, runtime, signal } = wanted;
  const version = runtime.replace('python', '');
  const common = ['install', '--target', target, '--requirement', file];
  const uv = ['pip', ...common, '--no-progress'];
  const uvPlace = python
    ? ['--python', python]
    : [
        '--python-platform',
        'x86_64-manylinux_2_34',
        '--python-version',
        version,
        '--only-binary',
        ':all:',
      ];
  const pip = ['-m', 'pip', ...common, '--no-compile', '--disable-pip-version-check', '--quiet'];
  const pipPlace = python
    ? []
    : [
        ...LAMBDA_PLATFORMS.flatMap((one) => ['--platform', `${one}_x86_64`]),
        ...['--python-version', version, '--implementation', 'cp', '--only-binary', ':all:'],
      ];
  const options = { cwd: folder, signal, maxBuffer: 100 * 1024 * 1024 };
  try {
    if (await has('uv', ['--version'])) await run('uv', [...uv, ...uvPlace], options);
    else await run(await findPip(label), [...pip, ...pipPlace], options);
  } catch (error) {
    if (error instanceof LabError || signal.aborted) throw error;
    const { stderr = '', message } = error as ExecFileException;
    const said = (stderr.trim() || message).split('\n').slice(-20).join('\n');
    throw new LabError(
      'BUILD_FAILED',
      `${label}/requirements.txt could not be installed:\n${said}`,
      {
        hint: python
          ? 'Correct requirements.txt, then run the same command again.'
          : `Correct requirements.txt, then run the same command again. Each line needs a wheel for Linux x86_64 and Python ${version}: Lambda cannot build packages.`,
      },
    );
  }
}

/** Returns the Python that has pip. */
async function findPip(label: string): Promise<string> {
  const hint = 'Install uv (https://docs.astral.sh/uv) or Python 3 with pip.';
  const python = await findPython().catch(() => undefined);
  if (python && (await has(python.file, ['-m', 'pip', '--version']))) return python.file;
  const what = python
    ? 'this machine has neither uv nor pip'
    : 'the PATH has neither uv nor python3';
  throw new LabError('BUILDER_MISSING', `${label} has a requirements.txt, but ${what}.`, { hint });
}

async function has(file: string, args: readonly string[]): Promise<boolean> {
  try {
    await run(file, [...args]);
    return true;
  } catch {
    return false;
  }
}
