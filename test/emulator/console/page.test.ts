/// <reference lib="dom" />
import { CreateUserCommand, ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../../src/emulator/index.js';
import { hasBrowser, startBrowser, type TestBrowser } from '../../support/browser.js';

/** The page of the console in a real browser, on a real endpoint. */

describe.skipIf(!hasBrowser())('the console in a browser', () => {
  let browser: TestBrowser;
  let aws: Emulator;
  let elasticache: ElastiCacheClient;
  beforeAll(async () => {
    browser = await startBrowser();
    aws = await startEmulator({ pace: 'real' });
    const { endpoint, credentials } = aws;
    const config = { endpoint, credentials, region: 'us-east-1', maxAttempts: 1 };
    elasticache = new ElastiCacheClient(config);
  }, 60_000);
  afterAll(async () => {
    elasticache.destroy();
    await aws.close();
    await browser[Symbol.asyncDispose]();
  });

  test('shows a call and a state as they change', async () => {
    const { page, complaints } = await browser.visit(aws.openConsole().url);
    await page.waitForSelector('[role="tabpanel"]');
    const user = { UserId: 'app', UserName: 'app', Engine: 'valkey', AccessString: 'on ~* +@all' };
    await elasticache.send(new CreateUserCommand({ ...user, AuthenticationMode: { Type: 'iam' } }));
    const row = 'tr[data-kind="user"]';
    await page.waitForSelector(row);
    expect(await page.$eval(row, ({ textContent }) => textContent)).toBe('userappcreating');
    aws.advance(10_000);
    await page.waitForFunction(
      (selector) => document.querySelector(selector)?.textContent === 'userappactive',
      {},
      row,
    );
    await page.click('#tab-calls');
    const call = await page.$eval('.calls tbody tr', ({ textContent }) => textContent);
    expect(call).toContain('ElastiCacheCreateUser200');
    expect(call).toContain('user/valkey-lab');
    expect(complaints).toEqual([]);
    expect(page.url()).toBe(`${aws.endpoint}/_console/`);
    await page.close();
  });
});
