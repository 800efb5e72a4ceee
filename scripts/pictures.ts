import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launch } from 'puppeteer-core';
import { takeConsole } from './pictures/console.js';
import { toSvg } from './pictures/terminal-svg.js';

/**
 * Makes the pictures of README.md from a real run on the local endpoint: the terminal during `up`, and the report
 * pages of `up` and `bench`, and the console. Needs the built program, tmux and Chromium.
 */

const ROOT = join(import.meta.dirname, '..');
const PROGRAM = join(ROOT, 'dist', 'cli.js');
const PICTURES = join(ROOT, 'docs', 'pictures');
const CHROMIUM = '/usr/bin/chromium';
const SIZE = { columns: 100, rows: 24 };
/** Matches the screen when `up` has printed its last line. */
const MOMENT = /# remove everything again/;
const PATIENCE_MS = 120_000;

if (!existsSync(PROGRAM)) throw new Error('dist/cli.js does not exist. Run `npm run build` first.');
if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} does not exist.`);
mkdirSync(PICTURES, { recursive: true });
const home = mkdtempSync(join(tmpdir(), 'pictures-'));
const env = { PATH: process.env.PATH, HOME: home, TERM: 'xterm-256color', LANG: 'C.UTF-8' };
const run = (...args: string[]) =>
  execFileSync(process.execPath, [PROGRAM, ...args], { env, cwd: home });
const pages = { up: join(home, 'up.html'), bench: join(home, 'bench.html') };

try {
  writeFileSync(join(PICTURES, 'terminal.svg'), await takeTerminal());
  run('down', '--local', '--quiet');
  run('up', '--local', '--pace', '0.1', '--quiet', '--report', pages.up);
  run(
    'bench',
    '--local',
    '--quiet',
    '--count',
    '400',
    '--concurrency',
    '4',
    '--report',
    pages.bench,
  );
  run('verify', '--local', '--quiet');
  await takePages();
} finally {
  run('local', 'stop');
  rmSync(home, { recursive: true, force: true });
}

/** Runs `up` in a new terminal, copies the screen when it matches `MOMENT`, and waits for the end. */
async function takeTerminal(): Promise<string> {
  const socket = join(home, 'tmux');
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-S', socket, ...args], { env, cwd: home });
  // A link with the name that npx uses, so the screen shows the commands as a user types them.
  const link = join(home, 'valkey-lab');
  symlinkSync(PROGRAM, link);
  const words = 'up --local --pace 0.1';
  const run = `npm_command=exec '${process.execPath}' '${link}' ${words}`;
  const command = `printf '$ npx valkey-lab ${words}\\n'; ${run}; sleep 3`;
  const size = ['-x', String(SIZE.columns), '-y', String(SIZE.rows)];
  tmux('new-session', '-d', ...size, command);
  const deadline = Date.now() + PATIENCE_MS;
  let screen: string | undefined;
  while (Date.now() < deadline) {
    await sleep(100);
    if (!isRunning(tmux)) break;
    if (screen) continue;
    const seen = tmux('capture-pane', '-p', '-e').toString();
    const plain = tmux('capture-pane', '-p').toString();
    if (MOMENT.test(plain)) screen = seen;
  }
  if (!screen) throw new Error('The terminal never showed the screen for the picture.');
  return toSvg(screen, SIZE);
}

function isRunning(tmux: (...args: string[]) => unknown): boolean {
  try {
    tmux('has-session');
    return true;
  } catch {
    return false;
  }
}

async function takePages(): Promise<void> {
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const userDataDir = join(home, 'browser');
  const options = { executablePath: CHROMIUM, userDataDir, args: [...flags, ...quiet] };
  const browser = await launch(options);
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: 1000, height: 830 });
    for (const [name, file] of Object.entries(pages)) {
      await page.goto(`file://${file}`);
      for (const value of ['light', 'dark']) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
        await page.screenshot({ path: join(PICTURES, `${name}-${value}.png`) });
      }
    }
    await page.close();
    await takeConsole(browser, PICTURES, () => {
      const { url }: { url: string } = JSON.parse(run('local', 'console', '--json').toString());
      return url;
    });
  } finally {
    await browser.close();
  }
}
