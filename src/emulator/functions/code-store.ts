import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LambdaFunction } from '../state/lambda.js';
import { unpackCode } from './code-folder.js';

/** Unpacked code: one folder for each package, however many environments run it. */
export interface CodeStore {
  /** The folder of the function's code, unpacked when it is the first to want it; `release` lets go of it. */
  open(fn: LambdaFunction): Promise<{ folder: string; release: () => Promise<void> }>;
}

/** A store below `folder`. A package is removed with the last environment that runs it. */
export function createCodeStore(folder: string): CodeStore {
  const packages = new Map<string, { folder: string; unpacked: Promise<void>; users: number }>();
  return {
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
        await rm(opened.folder, { recursive: true, force: true });
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
