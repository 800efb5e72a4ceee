/// <reference lib="dom" />
import type { Page, SerializedAXNode } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, startBrowser, type TestBrowser } from '../../support/browser.js';
import { type Lab, startLab } from '../../support/lab.js';
import { up } from '../../support/run-lab.js';
import { sendRaw, signRequest } from '../support/raw-request.js';
import { waitForText } from './support.js';

/** How people use the page: with a keyboard, a screen reader, on small screens, with many calls. */

describe.skipIf(!hasBrowser())('the console for people', () => {
  let browser: TestBrowser;
  let lab: Lab;
  beforeAll(async () => {
    [browser, lab] = await Promise.all([startBrowser(), startLab()]);
    await up(lab);
  }, 120_000);
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await lab[Symbol.asyncDispose]();
  });
  const open = async (look: Parameters<TestBrowser['visit']>[1] = {}) => {
    const { page } = await browser.visit(lab.emulator.openConsole().url, look);
    await page.waitForSelector('.box');
    return page;
  };
  const readFocus = (page: Page) =>
    page.evaluate(() => {
      const { activeElement: element } = document;
      return element?.ariaLabel ?? element?.textContent ?? '';
    });

  test('works with the keyboard alone', async () => {
    const page = await open();
    const walked: string[] = [];
    for (let step = 0; step < 6; step += 1) {
      await page.keyboard.press('Tab');
      walked.push(await readFocus(page));
    }
    expect(walked.slice(0, 4)).toEqual([
      'Skip to the content',
      'Move the clock by 15 minutes',
      'Move the clock by 12 hours',
      'Use dark colours',
    ]);
    expect(walked[4]).toBe('Overview');
    expect(walked[5]).toMatch(/^policy /);
    await page.keyboard.press('Enter');
    await waitForText(page, '.card.chosen', 'elasticache-allow-all');
    await page.focus('#tab-overview');
    await page.keyboard.press('ArrowRight');
    expect(await readFocus(page)).toMatch(/^AWS calls/);
    await page.waitForSelector('.calls');
    await page.keyboard.press('End');
    expect(await readFocus(page)).toBe('Switches');
    await page.keyboard.press('ArrowRight');
    expect(await readFocus(page)).toBe('Overview');
    await page.close();
  });

  test('tells a screen reader names and roles, and does not read out each call', async () => {
    const page = await open();
    const names = toNames(await page.accessibility.snapshot({ interestingOnly: false }));
    for (const name of [
      ...['banner', 'navigation: Views', 'main', 'heading: valkey-lab console'],
      ...['tab: Overview', 'tabpanel: Overview', 'region: Clock of the endpoint'],
      ...['button: serverless cache cache-01, available', 'columnheader: state'],
      ...['status', 'table: Resources', 'rowheader: cache-01'],
    ]) {
      expect(names).toContainEqual(expect.stringContaining(name));
    }
    const live = await page.$$eval('[aria-live], [role="status"], [role="log"]', (all) =>
      all.map((element) => element.textContent),
    );
    expect(live).toEqual(['']);
    expect(await page.$$eval('table', (all) => all.every((table) => table.caption))).toBe(true);
    await page.close();
  });

  test.each([400, 800, 1440])('fits into %i pixels, in light and dark', async (width) => {
    for (const scheme of ['light', 'dark'] as const) {
      const page = await open({ width, scheme });
      for (const view of ['overview', 'calls', 'logins', 'functions', 'report', 'switches']) {
        await page.click(`#tab-${view}`);
        const overflow = await page.evaluate(() => {
          const root = document.documentElement;
          return root.scrollWidth - root.clientWidth;
        });
        expect(overflow, view).toBe(0);
      }
      const paper = await page.$eval('body', (body) => getComputedStyle(body).backgroundColor);
      expect(paper).toBe(scheme === 'light' ? 'rgb(246, 247, 249)' : 'rgb(16, 19, 23)');
      await page.close();
    }
  });

  test('changes its colours with a button, and does not animate for those who dislike it', async () => {
    const page = await open();
    const readPaper = () => page.$eval('body', (body) => getComputedStyle(body).backgroundColor);
    const light = await readPaper();
    await page.click('.theme');
    expect(await readPaper()).not.toBe(light);
    await page.click('.theme');
    expect(await readPaper()).toBe(light);
    const readAnimation = () =>
      page.$eval('.state', (state) => getComputedStyle(state).animationName);
    expect(await readAnimation()).toBe('news');
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    expect(await readAnimation()).toBe('none');
    await page.close();
  });

  test('stays small and answers while 10,000 calls come', async () => {
    const page = await open();
    await page.click('#tab-calls');
    await page.waitForSelector('.calls');
    // The same signed request again and again: signing each would take longer than the calls.
    const { emulator } = lab;
    const target = { port: emulator.port, config: { credentials: emulator.credentials } };
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = 'Action=DescribeUsers&Version=2015-02-02';
    const signed = await signRequest(target, { headers, body }, { service: 'elasticache' });
    let sent = 0;
    const send = async () => {
      while (sent < 10_000) {
        sent += 1;
        expect((await sendRaw(target, signed)).status).toBe(200);
      }
    };
    const sending = Promise.all(Array.from({ length: 24 }, send));
    // Types a word while the calls come: each letter must be handled, and the table must stay small.
    const sizes: number[] = [];
    for (let typed = 0; sent < 10_000; typed += 1) {
      const letter = 'describe'.charAt(typed % 8);
      await page.type('input[type="search"]', letter);
      const seen = await page.evaluate(() => ({
        value: document.querySelector<HTMLInputElement>('input[type="search"]')?.value,
        nodes: document.querySelectorAll('*').length,
      }));
      expect(seen.value).toBe('describe'.slice(0, (typed % 8) + 1));
      sizes.push(seen.nodes);
      if (typed % 8 < 7) continue;
      await page.click('input[type="search"]', { count: 3 });
      await page.keyboard.press('Backspace');
    }
    await sending;
    expect(sizes.length).toBeGreaterThan(3);
    await page.waitForFunction(
      (total) =>
        Number(document.querySelector('#tab-calls .count')?.textContent?.replaceAll(',', '')) >=
        total,
      {},
      10_000,
    );
    await page.waitForFunction(() => document.querySelectorAll('.calls tbody tr').length === 200);
    expect(Math.max(...sizes)).toBeLessThan(3_000);
    await page.close();
  }, 240_000);
});

/** Returns `role: name` of everything that a screen reader reads. */
function toNames(node: SerializedAXNode | null): string[] {
  if (!node) return [];
  return [`${node.role}: ${node.name ?? ''}`, ...(node.children ?? []).flatMap(toNames)];
}
