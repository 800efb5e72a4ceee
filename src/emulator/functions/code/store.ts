import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { LambdaFunction } from '../../state/lambda.js';
import { unpackCode } from './folder.js';
import { removeFolder } from './remove-folder.js';
import { findZipFault, UNREADABLE } from './zip-archive.js';

/** Unpacked code: one folder for each package, however many environments run it. */
export interface CodeStore {
  /** Why Lambda refuses a zip, in its words, or undefined. What cannot be unpacked must not wait for its first call. */
  findFault(zip: Uint8Array): Promise<string | undefined>;
  /** The folder of the function's code, unpacked when it is the first to want it; `release` lets go of it. */
  open(fn: LambdaFunction): Promise<{ folder: string; release: () => Promise<void> }>;
}

/** A store below `folder`. A package is removed with the last environment that runs it. */
export function createCodeStore(folder: string): CodeStore {
  const packages = new Map<string, { folder: string; unpacked: Promise<void>; users: number }>();
  return {
    async findFault(zip) {
      const problem = await findZipFault(zip);
      if (problem) return problem;
      const path = join(folder, randomUUID());
      try {
        await unpackCode(zip, path);
        return undefined;
      } catch {
        return UNREADABLE;
      } finally {
        await removeFolder(path);
      }
    },
    async open({ arn, codeSha256, zip }) {
      const key = `${arn} ${codeSha256}`;
      let found = packages.get(key);
      if (!found) {
        const path = join(folder, randomUUID());
        found = { folder: path, unpacked: unpackCode(zip, path), users: 0 };
        packages.set(key, found);
      }
      const opened = found;
      opened.users += 1;
      let isReleased = false;
      const release = async (): Promise<void> => {
        if (isReleased) return;
        isReleased = true;
        opened.users -= 1;
        if (opened.users > 0) return;
        packages.delete(key);
        await removeFolder(opened.folder);
      };
      try {
        await opened.unpacked;
      } catch (error) {
        await release();
        throw error;
      }
      return { folder: opened.folder, release };
    },
  };
}
