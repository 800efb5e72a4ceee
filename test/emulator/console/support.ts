/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import type { Page } from 'puppeteer-core';
import type { Credential } from '../../../src/emulator/state/credentials.js';
import type { Lab } from '../../support/lab.js';
import { toRawClient } from '../cache/support/raw-client.js';
import { signToken } from '../cache/support/token.js';

/** Waits until the text of the first element that fits contains all words, and returns it. */
export async function waitForText(
  page: Page,
  selector: string,
  ...words: readonly string[]
): Promise<string> {
  await page.waitForFunction(
    (wanted, parts) => {
      const text = document.querySelector(wanted)?.textContent ?? '';
      return parts.every((part) => text.includes(part));
    },
    { timeout: 20_000 },
    ...([selector, words] as const),
  );
  return page.$eval(selector, ({ textContent }) => textContent ?? '');
}

/** Presses the first button with this accessible name. */
export async function press(page: Page, name: string): Promise<void> {
  const button = await page.waitForSelector(`::-p-aria([name="${name}"][role="button"])`);
  await button?.click();
}

/** Logs in to the cache of a lab and returns its reply. */
export async function logIn(
  lab: Lab,
  credential: Credential,
  user = lab.ctx.config.names.iamUser,
): Promise<string> {
  const { caches } = lab.emulator.state.region(lab.ctx.region).elasticache;
  const cache = caches.get(lab.ctx.config.names.cache);
  const signedAtMs = lab.emulator.clock.now();
  const token = await signToken({ credential, host: cache?.name ?? '', user, signedAtMs });
  const socket = connect({
    ...{ host: 'localhost', port: cache?.port ?? 0, ca: readFileSync(lab.emulator.caFile) },
  });
  const client = toRawClient(socket);
  client.send('AUTH', user, token);
  const reply = await client.readUntil('\r\n');
  socket.destroy();
  return reply;
}
