import { spawn } from 'node:child_process';

/** A program that opens a browser reports a failure within this time. */
const FAILS_WITHIN_MS = 1_500;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Opens a file in the user's browser. Returns why no browser opens, or undefined. The browser gets the path of a file,
 * because other users of this machine can read the arguments of a process.
 */
export async function openInBrowser(
  file: string,
  env: Environment = process.env,
): Promise<string | undefined> {
  const program = findOpener(env);
  if (program === undefined) return 'This machine has no desktop.';
  return new Promise((resolve) => {
    // In a group of its own, so Ctrl-C in this terminal does not end the browser.
    const child = spawn(program, [file], { stdio: 'ignore', detached: true });
    const late = setTimeout(() => resolve(undefined), FAILS_WITHIN_MS);
    const end = (reason: string | undefined) => {
      clearTimeout(late);
      resolve(reason);
    };
    child.once('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ENOENT' ? `${program} is not installed.` : `${program} cannot be run.`),
    );
    child.once('exit', (code) => end(code === 0 ? undefined : `${program} failed (${code}).`));
    child.unref();
  });
}

/** Without a desktop, xdg-open would start a browser in this terminal. */
function findOpener(env: Environment): string | undefined {
  if (process.platform === 'darwin') return 'open';
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] || env['BROWSER'] ? 'xdg-open' : undefined;
}
