import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, launch, type Page } from 'puppeteer-core';

const CHROMIUM = '/usr/bin/chromium';

/** Returns whether this machine has a browser. If not, prints why the tests skip the pages. */
export function hasBrowser(): boolean {
  if (existsSync(CHROMIUM)) return true;
  process.stderr.write(`The tests of pages are skipped: ${CHROMIUM} does not exist.\n`);
  return false;
}

/** A browser with its own profile and without a network. */
export interface TestBrowser extends AsyncDisposable {
  /** Opens a page in the given width. `requests` contains all requests except the one for the file itself. */
  open(file: string, look?: Look): Promise<OpenedPage>;
  /** Opens an address of this machine in the given width. */
  visit(url: string, look?: Look): Promise<OpenedPage>;
}

export interface Look {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
}

export interface OpenedPage {
  readonly page: Page;
  readonly requests: readonly string[];
  /** The browser's errors and warnings. */
  readonly complaints: readonly string[];
}

const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

export async function startBrowser(): Promise<TestBrowser> {
  const userDataDir = mkdtempSync(join(tmpdir(), 'browser-'));
  const browser: Browser = await launch({ executablePath: CHROMIUM, userDataDir, args: FLAGS });
  async function visit(url: string, { width = 1000, scheme = 'light' }: Look = {}) {
    const page = await browser.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => {
      if (request.url() !== url) requests.push(request.url());
    });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.setViewport({ width, height: 800 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.goto(url);
    return { page, requests, complaints };
  }

  return {
    visit,
    open: (file, look) => visit(`file://${file}`, look),
    async [Symbol.asyncDispose]() {
      await browser.close();
      rmSync(userDataDir, { recursive: true, force: true });
    },
  };
}
