import { once } from 'node:events';
import { relative, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Changed files, collected until they are read. */
export interface Changes extends AsyncDisposable {
  /** Waits for a change, and returns the names of all files that changed since the last call. Rejects when aborted. */
  next(signal: AbortSignal): Promise<readonly string[]>;
}

/**
 * Editors write a file in several steps, and save several files at once. The time must be longer than 50 ms: for so long
 * after a change, chokidar ignores further changes of the same file.
 */
const QUIET_MS = 60;

/** Watches a folder and further files. `isIgnored` gets paths relative to the folder, with `/`; those of folders end with `/`. */
export async function watchFolder(
  folder: string,
  { others, isIgnored }: { readonly others: readonly string[]; isIgnored(name: string): boolean },
): Promise<Changes> {
  const { watch } = await import('chokidar');
  const toName = (path: string) => relative(folder, path).split(sep).join('/');
  const watcher = watch([folder, ...others], {
    ignoreInitial: true,
    ignored: (path, stats) => {
      const name = toName(path);
      if (name === '' || name.startsWith('../')) return false;
      return isIgnored(name) || (stats?.isDirectory() === true && isIgnored(`${name}/`));
    },
  });
  const changed = new Set<string>();
  let count = 0;
  watcher.on('all', (_event, path) => {
    changed.add(toName(path));
    count += 1;
  });
  await once(watcher, 'ready');
  return {
    async next(signal) {
      signal.throwIfAborted();
      try {
        if (changed.size === 0) await once(watcher, 'all', { signal });
        for (let seen = -1; seen !== count; ) {
          seen = count;
          await sleep(QUIET_MS, undefined, { signal });
        }
      } catch (error) {
        // Node.js rejects with an error of its own.
        signal.throwIfAborted();
        throw error;
      }
      const names = [...changed].sort();
      changed.clear();
      return names;
    },
    [Symbol.asyncDispose]: () => watcher.close(),
  };
}
