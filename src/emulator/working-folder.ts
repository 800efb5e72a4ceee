import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface WorkingFolder {
  readonly path: string;
  /** Removes the folder and what is in it, unless it was there before. */
  remove(): Promise<void>;
}

/** A folder that only this user can enter; by default a new one below the system's (unix socket paths must be short). */
export async function openWorkingFolder(path?: string): Promise<WorkingFolder> {
  if (path === undefined) {
    return toWorkingFolder(await mkdtemp(join(tmpdir(), 'valkey-lab-')), true);
  }
  const made = await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
  return toWorkingFolder(path, made !== undefined);
}

function toWorkingFolder(path: string, isOurs: boolean): WorkingFolder {
  return {
    path,
    remove: async () => {
      if (isOurs) await rm(path, { recursive: true, force: true });
    },
  };
}
