import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

/** A new project of a user, with the packed package installed. */
export interface PackedProject extends Disposable {
  readonly folder: string;
  /** The path of the tarball from `npm pack`. */
  readonly tarball: string;
  /** Runs a program in the project with its own home, and returns its stdout. Rejects with its output if it fails. */
  run(command: string, args: readonly string[], env?: Record<string, string>): Promise<string>;
  /** Links one of this repository's npm packages into the project. */
  link(name: string): void;
  /** Copies a file or folder of this repository into the project. */
  copy(path: string): void;
}

/** Packs the built package and installs it with the command `install`, whose last argument is the tarball's path. */
export async function createPackedProject(
  install: readonly [command: string, ...args: string[]],
): Promise<PackedProject> {
  const folder = mkdtempSync(join(tmpdir(), 'valkey-lab-package-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
    const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
    const { stdout } = await run('npm', pack, { cwd: ROOT });
    const [packed] = JSON.parse(stdout) as { filename: string }[];
    const tarball = join(folder, packed?.filename ?? '');
    const [command, ...args] = install;
    await run(command, [...args, tarball], { cwd: folder });
    return { folder, tarball, ...createTools(folder), [Symbol.dispose]: remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function createTools(folder: string): Pick<PackedProject, 'run' | 'link' | 'copy'> {
  const home = join(folder, 'home');
  mkdirSync(home);
  return {
    async run(command, args, env = {}) {
      const { PATH = '' } = process.env;
      const { stdout } = await run(command, [...args], {
        cwd: folder,
        env: { PATH, HOME: home, AWS_EC2_METADATA_DISABLED: 'true', ...env },
        maxBuffer: 16 * 1024 * 1024,
      }).catch((error: Error & { stdout?: string; stderr?: string }) => {
        throw new Error(`${error.message}\n${error.stdout ?? ''}${error.stderr ?? ''}`);
      });
      return stdout;
    },
    link(name) {
      const place = join(folder, 'node_modules', name);
      mkdirSync(dirname(place), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules', name), place);
    },
    copy: (path) => cpSync(join(ROOT, path), join(folder, path), { recursive: true }),
  };
}
