/// <reference lib="dom" />
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SerializedAXNode } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sample } from '../../src/actions/bench/sample.js';
import { summarize } from '../../src/actions/bench/summary.js';
import type { Timeline, TimelineCall } from '../../src/engine/timeline.js';
import { toBenchPage } from '../../src/reports/bench-page.js';
import { toRunPage } from '../../src/reports/run-page.js';
import { hasBrowser, startBrowser, type TestBrowser } from '../support/browser.js';

/** The pages in a real browser: what readers see, hear with a screen reader, and reach by keyboard. */

const HOSTILE = `<img src=x onerror="document.title='bad'">&"'`;

const call = (operation: string, fromMs: number, toMs: number): TimelineCall => ({
  ...{ service: 'ElastiCache', operation, status: '200', fromMs, toMs, attempts: 1 },
  requestId: `request-${operation}`,
});

const nothing = { action: 'created', failure: null, waits: [], calls: [] } as const;
const user = { kind: 'user', name: 'iam-user-01' } as const;
const cache = { kind: 'serverless-cache', name: 'cache-01' } as const;

const timeline: Timeline = {
  startedAt: new Date('2026-11-23T06:00:00Z'),
  elapsedMs: 125_000,
  resources: [
    { ...nothing, resource: user, after: [], fromMs: 1_000, toMs: 6_000 },
    {
      ...{ resource: cache, after: [user], fromMs: 6_000, toMs: 125_000, failure: HOSTILE },
      action: 'created',
      waits: [{ status: 'creating', fromMs: 6_500, toMs: 125_000, for: null }],
      calls: [call('CreateServerlessCache', 6_000, 6_400), call(HOSTILE, 20_000, 20_050)],
    },
    { ...nothing, resource: { kind: 'role', name: 'r' }, after: [], fromMs: null, toMs: null },
  ],
  calls: [call('GetCallerIdentity', 10, 50)],
};

const runPage = toRunPage({
  command: 'up',
  facts: [['region', 'us-east-1']],
  timeline,
  failure: { code: 'RESOURCE_FAILED', message: HOSTILE },
});

const samples: Sample[] = Array.from({ length: 200 }, (_, index) => {
  const isCold = index < 10;
  const durationMs = (isCold ? 90 : 5) + (index % 17);
  return {
    ...{ isCold, durationMs, callerMs: durationMs + (isCold ? 320 : 12) + (index % 5) },
    serviceMs: durationMs + (isCold ? 318 : 10),
    ...{ initDurationMs: isCold ? 290 : null, connectMs: isCold ? 40 : 0 },
    ...{ setMs: 0.9, getMs: 1.1, attempts: 1 },
  };
});

const benchPage = toBenchPage({
  functionName: 'AccessValkey',
  facts: [['lab', HOSTILE]],
  samples,
  cold: summarize(samples.filter(({ isCold }) => isCold)),
  warm: summarize(samples.filter(({ isCold }) => !isCold)),
  outcome: { text: '190 warm invocations.', isGood: true },
});

test('equal calls that follow each other are one row', () => {
  const polls = [0, 1, 2].map((at) =>
    call('DescribeServerlessCaches', at * 1_000, at * 1_000 + 20),
  );
  const [, second] = timeline.resources;
  if (!second) throw new Error('The timeline has a second resource.');
  const calls = [call('CreateServerlessCache', 0, 9), ...polls, call('ListTagsForResource', 9, 10)];
  const page = toRunPage({
    ...{ command: 'up', facts: [] },
    timeline: { ...timeline, resources: [{ ...second, calls }] },
  });
  expect(page).toContain('ElastiCache DescribeServerlessCaches, 3 times');
  expect(page.split('ElastiCache DescribeServerlessCaches')).toHaveLength(2);
  expect(page).toContain('ElastiCache ListTagsForResource<');
});

test('the 99th percentile is shown from 100 times on', () => {
  const toPage = (count: number) => {
    const warm = samples.filter(({ isCold }) => !isCold).slice(0, count);
    return toBenchPage({
      ...{
        functionName: 'f',
        facts: [],
        samples: warm,
        cold: summarize([]),
        warm: summarize(warm),
      },
      outcome: { text: '', isGood: true },
    });
  };
  expect(toPage(99)).not.toContain('p99');
  expect(toPage(99)).toContain('warm, max of 99');
  expect(toPage(100)).toContain('warm, p99 of 100');
});

describe.skipIf(!hasBrowser())('a page in a browser', () => {
  let folder: string;
  let browser: TestBrowser;
  const files = { run: '', bench: '' };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pages-'));
    files.run = join(folder, 'run.html');
    files.bench = join(folder, 'bench.html');
    writeFileSync(files.run, runPage);
    writeFileSync(files.bench, benchPage);
    browser = await startBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(['run', 'bench'] as const)(
    'for %s loads nothing, logs no error and runs no text as code',
    async (name) => {
      const { page, requests, complaints } = await browser.open(files[name]);
      expect(requests).toEqual([]);
      expect(complaints).toEqual([]);
      expect(await page.title()).toMatch(/^valkey-lab/);
      expect(await page.$$('img, script, iframe, link')).toEqual([]);
      expect(await page.$eval('body', (body) => body.textContent)).toContain(HOSTILE);
      await page.close();
    },
  );

  test.each([
    ['run', 1000],
    ['run', 375],
    ['bench', 1000],
    ['bench', 375],
  ] as const)('of %s fits into %i pixels, with text of a readable size', async (name, width) => {
    const { page } = await browser.open(files[name], { width });
    const seen = await page.evaluate(() => {
      const visible = [...document.querySelectorAll('svg')].filter(
        (svg) => svg.getBoundingClientRect().width > 0,
      );
      const scales = visible.map(
        (svg) => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width,
      );
      const root = document.documentElement;
      return { overflow: root.scrollWidth - root.clientWidth, count: visible.length, scales };
    });
    expect(seen.overflow).toBe(0);
    expect(seen.count).toBe(name === 'run' ? 1 : 3);
    // The letters have 12 pixels, multiplied by the scale of the drawing.
    for (const scale of seen.scales) expect(12 * scale).toBeGreaterThan(10);
    await page.close();
  });

  test('is light or dark like the reader’s system, with enough contrast', async () => {
    for (const [scheme, isDark] of [
      ['light', false],
      ['dark', true],
    ] as const) {
      for (const file of Object.values(files)) {
        const { page } = await browser.open(file, { scheme });
        const read = (selector: string) =>
          page.$eval(selector, (element) => {
            const toNumbers = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
            const { color } = getComputedStyle(element);
            return [color, getComputedStyle(document.body).backgroundColor].map(toNumbers);
          });
        for (const selector of ['h1', '.outcome', 'footer', 'thead th']) {
          const [ink = [], paper = []] = await read(selector);
          expect(toLuminance(paper) < 0.2).toBe(isDark);
          expect(toContrast(ink, paper), `${selector} in ${scheme}`).toBeGreaterThan(4.5);
        }
        await page.close();
      }
    }
  });

  test('opens the AWS calls of a bar’s resource by keyboard', async () => {
    const { page } = await browser.open(files.run);
    const isOpen = () =>
      page.$$eval('details', (all) => all.map((details) => (details as HTMLDetailsElement).open));
    expect(await isOpen()).toEqual([false, false, false, false]);
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('href'));
    expect(focused).toBe('#calls-0');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('details[open]').length === 1);
    expect(await isOpen()).toEqual([false, true, false, false]);
    const text = await page.$eval('#calls-1', (element) => element.textContent);
    expect(text).toContain('ElastiCache CreateServerlessCache');
    expect(text).toContain('request-CreateServerlessCache');
    await page.close();
  });

  test('describes its charts to a screen reader', async () => {
    const { page } = await browser.open(files.bench);
    const names = toNames(await page.accessibility.snapshot());
    expect(names).toContainEqual(expect.stringMatching(/Histogram of 190 warm invocations: p50/));
    expect(names).toContainEqual(expect.stringMatching(/Cold starts, on average: .*init/));
    expect(names).toContain('heading: valkey-lab bench: AccessValkey');
    await page.close();
  });

  test('draws bars that match the figures', async () => {
    const { page } = await browser.open(files.run);
    const bars = await page.$$eval('.wide a[href="#calls-1"] rect', (all) =>
      all.map((rect) => ({
        fill: getComputedStyle(rect).fill,
        share: Number(rect.getAttribute('width')),
      })),
    );
    // The cache took from 6 s to the end at 125 s, all of it on the critical path.
    expect(bars).toHaveLength(2);
    expect(bars[0]?.share).toBeCloseTo(bars[1]?.share ?? 0, 0);
    expect(bars[0]?.share).toBeCloseTo((850 * 119) / 125, -1);
    expect(new Set(bars.map(({ fill }) => fill)).size).toBe(2);
    const shot = await page.screenshot();
    expect(shot.length).toBeGreaterThan(20_000);
    await page.close();
  });
});

/** Returns `role: name` of everything that a screen reader reads. */
function toNames(node: SerializedAXNode | null): string[] {
  if (!node) return [];
  return [`${node.role}: ${node.name}`, ...(node.children ?? []).flatMap(toNames)];
}

/** Returns the relative luminance of WCAG 2. */
function toLuminance(color: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = color.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function toContrast(a: readonly number[], b: readonly number[]): number {
  const [dark = 0, light = 0] = [toLuminance(a), toLuminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}
