import type { IamAuthClock } from './clock.js';
import type { IoredisLike, SentCommand } from './ioredis-like.js';
import { createRenewal, toRenewalError } from './renewal.js';
import type { IamAuthTokenProvider } from './token-provider.js';

export interface IoredisRenewalOptions {
  readonly tokens: IamAuthTokenProvider;
  readonly clock: IamAuthClock;
  readonly random: () => number;
}

/** A held token is not sent in its last minute, because the command may have to wait. */
const SPARE_MS = 60_000;

/**
 * Sends a new AUTH on the open connections of the client before their 12 hours end (F4.4). It sends AUTH between two commands, never within MULTI and never behind a blocking command. A RESP 2 subscriber cannot send
 * AUTH, so the cache ends its connection, and the client connects and subscribes again.
 */
export function keepAuthenticated(client: IoredisLike, options: IoredisRenewalOptions): void {
  const { tokens, clock, random } = options;
  const blocking = new Set<SentCommand>();
  let held: { readonly token: string; readonly untilMs: number } | undefined;
  let isInTransaction = false;
  let isAuthenticating = false;
  const renewal = createRenewal({ clock, random, renew: () => void renew() });
  const { sendCommand } = client;

  /** Holds a token ready, to send it as soon as the connection is free. */
  async function renew(): Promise<void> {
    renewal.remind();
    try {
      const token = await tokens.getAuthToken();
      held = { token, untilMs: (tokens.expiresAt?.getTime() ?? 0) - SPARE_MS };
      authenticate();
    } catch (error) {
      renewal.retry();
      client.emit('error', toRenewalError(error));
    }
  }

  function authenticate(): void {
    const isFree = client.status === 'ready' && client.mode !== 'subscriber';
    if (!isFree || isInTransaction || isAuthenticating || blocking.size > 0) return;
    if (!held || !renewal.isDue() || clock.now() >= held.untilMs) return;
    const { token } = held;
    held = undefined;
    isAuthenticating = true;
    client.call('AUTH', tokens.userId, token).then(
      () => {
        isAuthenticating = false;
        renewal.start();
      },
      (error: unknown) => {
        isAuthenticating = false;
        // Without a connection there is nothing to renew. The next connection starts with a new token.
        if (client.status === 'ready') renewal.retry();
        client.emit('error', toRenewalError(error));
      },
    );
  }

  client.sendCommand = (command, stream) => {
    const isBetween = !stream || command.pipelineIndex === 0;
    if (isBetween && renewal.isDue() && !isAuthenticating) {
      if (held && clock.now() < held.untilMs) authenticate();
      else if (!held) void renew();
      else held = undefined;
    }
    note(command);
    return sendCommand.call(client, command, stream);
  };

  function note(command: SentCommand): void {
    const name = command.name.toLowerCase();
    if (name === 'multi') isInTransaction = true;
    if (name === 'exec' || name === 'discard') isInTransaction = false;
    if (!isBlocking(name, command.args)) return;
    blocking.add(command);
    const done = () => void blocking.delete(command);
    command.promise.then(done, done);
  }

  client.on('ready', renewal.start);
  client.on('close', () => {
    isInTransaction = false;
    renewal.stop();
  });
  // Failures reach the callers of commands. Without a listener, ioredis would also print them.
  client.on('error', () => {});
}

const BLOCKING = new Set([
  ...['blpop', 'brpop', 'blmove', 'blmpop', 'brpoplpush'],
  ...['bzpopmin', 'bzpopmax', 'bzmpop'],
]);

function isBlocking(name: string, args: readonly unknown[]): boolean {
  if (name !== 'xread' && name !== 'xreadgroup') return BLOCKING.has(name);
  return args.some((arg) => String(arg).toUpperCase() === 'BLOCK');
}
