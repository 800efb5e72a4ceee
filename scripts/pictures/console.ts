import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'puppeteer-core';

/** The page reads its first message and draws within this time. */
const DRAWN_AFTER_MS = 1_000;

/**
 * Takes the pictures of the console, with a lab whose function ran and whose logins were tried. `openConsole` returns
 * an address, which works once.
 */
export async function takeConsole(
  browser: Browser,
  folder: string,
  openConsole: () => string,
): Promise<void> {
  for (const value of ['light', 'dark']) {
    const page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 860 });
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    await page.goto(openConsole());
    await page.waitForSelector('.box');
    await page.click('[aria-label^="function "]');
    await sleep(DRAWN_AFTER_MS);
    await page.screenshot({ path: join(folder, `console-${value}.png`) });
    await page.close();
  }
}
