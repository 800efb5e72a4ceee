import { signal } from '@preact/signals';
import type { ConsoleChange } from '../emulator/console/documents.js';
import { readEvents } from './events.js';
import { announce, apply } from './store.js';

/** The page's connection to the endpoint, and why it has none. */
export type Connection =
  | { readonly state: 'opening' }
  | { readonly state: 'open' }
  | { readonly state: 'lost'; readonly reason: string }
  /** Only a new address helps. */
  | { readonly state: 'ended'; readonly reason: string };

export const connection = signal<Connection>({ state: 'opening' });

/** The key of this session. It lives in this variable only: a reload of the page ends the session. */
let key = '';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** Below the endpoint's silence of 10 s, twice. */
const SILENT_AFTER_MS = 25_000;

/** Exchanges the code of the address for a key, and follows the endpoint from then on. */
export async function openSession(): Promise<void> {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  // The code must stay neither in the address bar nor in the history.
  history.replaceState(null, '', location.pathname);
  if (code === null) return end('A session lives only as long as its page.');
  try {
    const { key: given } = await post<{ key: string }>('session', { code });
    key = given;
  } catch (error) {
    return end(error instanceof Error ? error.message : String(error));
  }
  await follow();
}

/** Asks the endpoint to change something. Throws an error with its reason. */
export function post<T>(name: string, body: object): Promise<T> {
  return ask(name, { method: 'POST', body: JSON.stringify(body) });
}

/** Gets what the endpoint only sends on request. Throws an error with its reason. */
export function get<T>(name: string, query: Readonly<Record<string, string>>): Promise<T> {
  return ask(`${name}?${new URLSearchParams(query)}`, {});
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const response = await send(path, init);
  const answer: T & { message?: string } = await response.json();
  if (response.ok) return answer;
  if (response.status === 401 && key !== '') end('The endpoint does not know this session.');
  throw new Error(answer.message ?? `The endpoint answered ${response.status}.`);
}

function send(path: string, init: RequestInit): Promise<Response> {
  const headers = key === '' ? {} : { authorization: `Bearer ${key}` };
  return fetch(path, { ...init, headers, credentials: 'omit', cache: 'no-store' });
}

/** Reads events until the session ends. Connects again after each loss, with longer and longer pauses. */
async function follow(): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  while (connection.value.state !== 'ended') {
    const reason = await readUntilLoss(() => {
      pauseMs = FIRST_PAUSE_MS;
    });
    if (reason === undefined) return;
    if (connection.value.state === 'open') announce('The connection to the endpoint is lost.');
    connection.value = { state: 'lost', reason };
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

/** Returns why the connection was lost; undefined if the session has ended. */
async function readUntilLoss(onOpen: () => void): Promise<string | undefined> {
  const abort = new AbortController();
  try {
    const response = await send('events', { signal: abort.signal });
    if (response.status === 401) {
      end('The endpoint does not know this session.');
      return undefined;
    }
    if (!response.ok || !response.body) {
      const { message }: { message?: string } = await response.json();
      return message ?? `The endpoint answered ${response.status}.`;
    }
    for await (const text of readEvents(response.body, SILENT_AFTER_MS)) {
      const change: ConsoleChange = JSON.parse(text);
      apply(change);
      // The endpoint may keep this stream, but it no longer knows the key.
      if (connection.value.state === 'ended') return undefined;
      if (connection.value.state === 'open') continue;
      if (connection.value.state === 'lost') announce('The connection is back.');
      connection.value = { state: 'open' };
      onOpen();
    }
    return 'The endpoint closed the connection.';
  } catch {
    return 'The endpoint does not answer.';
  } finally {
    abort.abort();
  }
}

function end(reason: string): void {
  key = '';
  connection.value = { state: 'ended', reason };
  announce('The session has ended.');
}
