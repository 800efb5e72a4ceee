/// <reference lib="dom" />

import { setTimeout as delay } from 'node:timers/promises';
import { CreateUserCommand } from '@aws-sdk/client-elasticache';
import { DetachRolePolicyCommand } from '@aws-sdk/client-iam';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRoleSession } from '../../../src/emulator/state/credentials.js';
import { findRole } from '../../../src/emulator/state/iam.js';
import { hasBrowser, startBrowser, type TestBrowser } from '../../support/browser.js';
import { type Lab, startLab } from '../../support/lab.js';
import { invoke, up } from '../../support/run-lab.js';
import { logIn, press, waitForText } from './support.js';

/** The page of the console in a real browser, beside a real lab: each thing is seen to change. */

const MINUTE_MS = 60_000;
const USER = { UserId: 'app', UserName: 'app', Engine: 'valkey', AccessString: 'on ~* +@all' };

describe.skipIf(!hasBrowser())('the console in a browser', () => {
  let browser: TestBrowser;
  let lab: Lab;
  let page: Page;
  let complaints: readonly string[];
  beforeAll(async () => {
    [browser, lab] = await Promise.all([startBrowser(), startLab({ pace: 'real' })]);
    await up(lab);
    const opened = await browser.visit(lab.emulator.openConsole().url, { width: 1300 });
    ({ page, complaints } = opened);
    await page.waitForSelector('[role="tabpanel"]');
  }, 120_000);
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await lab[Symbol.asyncDispose]();
  });
  const show = (view: string) => page.click(`#tab-${view}`);
  const openSession = () => {
    const { state, clock } = lab.emulator;
    const role = findRole(state.iam, lab.ctx.config.names.role);
    if (!role) throw new Error('The lab has no role.');
    const nowMs = clock.now();
    const expiresAtMs = nowMs + 60 * MINUTE_MS;
    return openRoleSession(state, { role, sessionName: 'test', expiresAtMs, nowMs });
  };

  test('leaves no code in the address, and loads only its own files', () => {
    expect(page.url()).toBe(`${lab.emulator.endpoint}/_console/`);
    expect(complaints).toEqual([]);
  });

  test('draws the lab, and shows a state as it changes', async () => {
    for (const name of [
      'role elasticache-iam-auth-app, in effect',
      'function AccessValkey, Active',
      'serverless cache cache-01, available',
      'user iam-user-01, active',
    ]) {
      await page.waitForSelector(`.box[aria-label="${name}"]`);
    }
    const titles = await page.$$eval('.edge title', (all) => all.map((one) => one.textContent));
    for (const how of ['attached to', 'runs as', 'connects through', 'reaches', 'admits']) {
      expect(titles).toContain(how);
    }
    const elasticache = await lab.ctx.aws.elastiCache();
    await elasticache.send(new CreateUserCommand({ ...USER, AuthenticationMode: { Type: 'iam' } }));
    await page.waitForSelector('[aria-label="user app, creating"]');
    lab.emulator.advance(10_000);
    await page.waitForSelector('[aria-label="user app, active"]');
    await page.click('[aria-label="user app, active"]');
    const details = await waitForText(page, '.card.chosen', 'access string');
    expect(details).toContain('on ~* +@all');
  });

  test('shows a call, and finds it with the filter', async () => {
    await show('calls');
    const first = await waitForText(page, '.calls tbody tr', 'CreateUser');
    expect(first).toContain('200');
    expect(first).toContain('ElastiCache');
    expect(first).toContain('user/valkey-lab');
    await page.type('input[type="search"]', 'createfunction lambda');
    // CreateFunction comes several times, because Lambda cannot assume the new role yet.
    await page.waitForFunction(() => {
      const found = [...document.querySelectorAll('.calls tbody tr')];
      return found.length > 0 && found.every((row) => row.textContent?.includes('CreateFunction'));
    });
    await page.click('input[type="search"]', { count: 3 });
    await page.keyboard.press('Backspace');
    await waitForText(page, '.calls tbody tr', 'CreateUser');
  });

  test('shows an invocation with its payload and log on a click, and its login', async () => {
    await invoke(lab);
    await show('functions');
    await waitForText(page, '.invocations tbody', 'ok');
    const answer = 'Fetched value from Valkey';
    expect(await page.content()).not.toContain(answer);
    await page.click('.invocations .toggle button');
    await press(page, 'Show payload, answer and log');
    await waitForText(page, '.payloads', answer, 'REPORT RequestId');
    lab.emulator.advance(10_000);
    await press(page, 'Show the log');
    await waitForText(page, 'section.log', 'Success: Inserted');
    await show('logins');
    const login = await waitForText(page, '.logins tbody tr', 'accepted');
    expect(login).toContain('assumed-role/elasticache-iam-auth-app/AccessValkey');
  });

  test('keeps the invocations of a deleted function when another region has its name', async () => {
    const { state } = lab.emulator;
    const here = state.region(lab.ctx.region).lambda.functions;
    const there = state.region('eu-west-1').lambda.functions;
    const name = lab.ctx.config.names.function;
    const fn = here.get(name);
    if (!fn) throw new Error('The lab has no function.');
    there.set(name, {
      ...fn,
      arn: fn.arn.replace(lab.ctx.region, 'eu-west-1'),
      region: 'eu-west-1',
    });
    here.delete(name);
    await show('functions');
    await waitForText(page, '[aria-label="Function AccessValkey"]', 'No invocation yet.');
    await waitForText(page, '[aria-label="Deleted function AccessValkey"]', 'deleted', 'ok');
    here.set(name, fn);
    there.delete(name);
    await page.waitForFunction(() => !document.querySelector('[aria-label^="Deleted function"]'));
  });

  test('shows why a login was refused, with the statements that were weighed', async () => {
    const iam = await lab.ctx.aws.iam();
    const RoleName = lab.ctx.config.names.role;
    const policy = [...lab.emulator.state.iam.policies.values()].find(
      ({ name }) => name === lab.ctx.config.names.policy,
    );
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: policy?.arn }));
    expect(await logIn(lab, openSession())).toContain('WRONGPASS');
    await show('logins');
    await waitForText(page, '.logins tbody tr', 'refused', 'policy-cache');
    await page.click('.logins .toggle button');
    const reasons = await waitForText(page, '.reasons', 'no policy allows elasticache:Connect');
    expect(reasons).toMatch(/AWSLambdaVPCAccessExecutionRole, \w+Allowno: is for other actions/);
  });

  test('shows a token on a click only', async () => {
    expect(await page.content()).not.toContain('X-Amz-Signature');
    await press(page, 'Show the token');
    const token = await waitForText(page, '.reasons pre', 'X-Amz-Signature=');
    expect(token).toMatch(/^cache-01\/\?Action=connect/);
    await press(page, 'Hide the token');
    expect(await page.content()).not.toContain('X-Amz-Signature');
  });

  test('shows the compatibility report, and empties it', async () => {
    await show('report');
    const row = await waitForText(page, '.report tbody', 'policy-cache');
    expect(row).toContain('Allow elasticache:Connect on the ARNs of the cache and of the user.');
    await press(page, 'Empty the report');
    await page.waitForFunction(() => document.querySelector('.report') === null);
    expect(lab.emulator.compatibility()).toEqual([]);
  });

  test('moves the clock by 15 minutes, by 12 hours and by any time', async () => {
    const startMs = lab.emulator.clock.now();
    await press(page, 'Move the clock by 15 minutes');
    await waitForText(page, '[role="status"]', 'The clock moved forward by 15 min.');
    await press(page, 'Move the clock by 12 hours');
    await waitForText(page, '[role="status"]', 'The clock moved forward by 12 h.');
    await show('switches');
    await page.type('input[type="number"]', '0');
    await page.select('select', 'days');
    await press(page, 'Jump');
    await waitForText(page, '[role="status"]', 'The clock moved forward by 10 d.');
    await waitForText(page, '.ahead', '10 d 12 h');
    const movedMs = lab.emulator.clock.now() - startMs;
    expect(movedMs).toBeGreaterThan((10 * 24 + 12.25) * 60 * MINUTE_MS);
  });

  test('switches the pace', async () => {
    await page.click('input[value="0.1"]');
    await waitForText(page, '[role="status"]', 'The pace is 0.1.');
    await page.waitForSelector('input[value="0.1"]:checked');
  });

  test('injects a fault, shows what it does, and removes it', async () => {
    await press(page, 'Add the fault');
    await waitForText(page, '.rules', '"kind":"throttle"');
    const elasticache = await lab.ctx.aws.elastiCache();
    const send = (UserId: string) =>
      elasticache.send(
        new CreateUserCommand({
          ...USER,
          UserId,
          UserName: UserId,
          AuthenticationMode: { Type: 'iam' },
        }),
      );
    await Promise.all([send('one'), send('two')]);
    expect(lab.emulator.calls().some(({ fault }) => fault === 'throttle')).toBe(true);
    await show('calls');
    await waitForText(page, '.calls', 'fault: throttle');
    await show('switches');
    await press(page, 'Remove fault 1');
    await waitForText(page, '[aria-labelledby="faults-title"]', 'No fault is injected.');
    await page.$eval('textarea', (area) => {
      area.value = '{"kind":"odd"}';
      area.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await press(page, 'Add the fault');
    await waitForText(page, '.problem', 'rule 1 needs a "kind"');
  });

  test('injects a fault of the cache’s port, and shows the login and the call that it struck', async () => {
    const name = 'the cache cannot reach IAM, for a minute';
    await page.select('[aria-labelledby="faults-title"] select', name);
    await press(page, 'Add the fault');
    await waitForText(page, '.rules', '"kind":"iam-unavailable"');
    expect(await logIn(lab, openSession())).toContain('ERR service is not available');
    await show('calls');
    const call = await waitForText(page, '.calls tbody tr', 'fault: iam-unavailable');
    expect(call).toMatch(/loginstruckfault: iam-unavailablecache cache-01––$/);
    await show('overview');
    await waitForText(page, '.feed', 'login struck');
    await show('logins');
    await waitForText(page, '.logins tbody tr', 'unchecked', 'fault: iam-unavailable');
    await page.click('.logins .toggle button');
    await waitForText(page, '.reasons', 'because the fault iam-unavailable struck it');
    await show('switches');
    await press(page, 'Remove fault 1');
    await waitForText(page, '[aria-labelledby="faults-title"]', 'No fault is injected.');
  });

  test('switches an assumption', async () => {
    const row = '::-p-xpath(//li[.//b="new-tags"]//select)';
    const select = await page.waitForSelector(row);
    await select?.select('late');
    await waitForText(page, '.assumptions .changed', 'new-tags', 'a new resource shows no tags');
    expect(lab.emulator.state.assumes('new-tags', 'late')).toBe(true);
  });

  test('contains no secret, in no view', async () => {
    const { credentials } = lab.emulator.state;
    const secrets = [...credentials.values()].flatMap(({ secretAccessKey, sessionToken }) =>
      sessionToken ? [secretAccessKey, sessionToken] : [secretAccessKey],
    );
    for (const view of ['overview', 'calls', 'logins', 'functions', 'report', 'switches']) {
      await show(view);
      const content = await page.content();
      for (const secret of secrets) expect(content.includes(secret), view).toBe(false);
    }
    expect(await page.evaluate(() => [document.cookie, localStorage.length])).toEqual(['', 0]);
  });

  test('says when its session has ended, and does not open again at the next event', async () => {
    await using other = await startLab();
    const { emulator } = other;
    const opened = await browser.visit(emulator.openConsole().url);
    await opened.page.waitForSelector('[role="tabpanel"]');
    // The endpoint keeps 16 keys.
    for (let index = 0; index < 16; index += 1) {
      const code = new URL(emulator.openConsole().url).hash.replace('#code=', '');
      const { status } = await fetch(`${emulator.endpoint}/_console/session`, {
        method: 'POST',
        headers: { origin: emulator.endpoint },
        body: JSON.stringify({ code }),
      });
      expect(status).toBe(200);
    }
    await press(opened.page, 'Move the clock by 15 minutes');
    await waitForText(opened.page, '.notice', 'does not know this session');
    emulator.setFaults({ rules: [{ kind: 'hang', operation: 'Nothing' }] });
    await delay(1_000);
    await waitForText(opened.page, '.notice', 'does not know this session');
    await opened.page.close();
  });

  test('says when its session has ended, after the endpoint is gone', async () => {
    const other = await startLab();
    const opened = await browser.visit(other.emulator.openConsole().url);
    await opened.page.waitForSelector('[role="tabpanel"]');
    await other[Symbol.asyncDispose]();
    await waitForText(opened.page, '.notice', 'tries again');
    await opened.page.reload().catch(() => {});
    await opened.page.close();
    const again = await browser.visit(`${lab.emulator.endpoint}/_console/`);
    await waitForText(again.page, '.notice', 'valkey-lab local console');
    await again.page.close();
  });
});
