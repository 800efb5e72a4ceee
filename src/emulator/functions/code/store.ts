import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { LambdaFunction } from '../../state/lambda.js';
import { removeFolder, unpackCode } from './folder.js';
import { findZipFault, UNREADABLE } from './zip-archive.js';

/** The unpacked code of functions: one folder for each package, shared by all environments. */
export interface CodeStore {
  /** Unpacks a zip on trial. Returns Lambda's message if Lambda refuses it. */
  findFault(zip: Uint8Array): Promise<string | undefined>;
  /** Returns the folder of the function's code, and unpacks it if necessary. The caller must `release` it. */
  open(fn: LambdaFunction): Promise<{ folder: string; release: () => Promise<void> }>;
}

/** Creates a store below `folder`. It removes a package when the last environment releases it. */
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
