import type { IamAuthClock } from './clock.js';
import { createRenewal, toRenewalError } from './renewal.js';
import type { IamAuthTokenProvider } from './token-provider.js';

/** What of a client of the ioredis family (ioredis 5 and 6, iovalkey) is used here. */
export interface IoredisLike {
  /** `subscriber`: with RESP 2, where no other command may be sent. */
  readonly mode: string;
  readonly status: string;
  on(event: string, listener: () => void): unknown;
  emit(event: string, value: unknown): unknown;
  call(command: string, ...words: string[]): Promise<unknown>;
  sendCommand(command: SentCommand, stream?: unknown): unknown;
  duplicate(...override: unknown[]): IoredisLike;
}

interface SentCommand {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly promise: Promise<unknown>;
  /** Its place in a pipeline; a pipeline is given to `sendCommand` in one go, and written after it. */
  readonly pipelineIndex?: number | undefined;
}

export interface IoredisRenewalOptions {
  readonly tokens: IamAuthTokenProvider;
  readonly clock: IamAuthClock;
  readonly random: () => number;
}

/** A held token that is nearer to its end than this is not sent any more: it may have to wait for a reply. */
const SPARE_MS = 60_000;

/**
 * Authenticates the client's open connection anew before its 12 hours are over, and those of its duplicates: between two
 * commands, never within MULTI and never behind a command that waits. A RESP 2 subscriber cannot: the cache ends its
 * connection, and the client connects and subscribes again.
 */
export function keepAuthenticated(client: IoredisLike, options: IoredisRenewalOptions): void {
  const { tokens, clock, random } = options;
  const blocking = new Set<SentCommand>();
  let held: { readonly token: string; readonly untilMs: number } | undefined;
  let isInTransaction = false;
  let isAuthenticating = false;
  const renewal = createRenewal({ clock, random, renew: () => void renew() });
  const { sendCommand, duplicate } = client;

  /** Takes a token at hand, so that it can be sent at once where there is room for it. */
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
        // Without a connection there is nothing to renew, and the next one is new.
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

  client.duplicate = (...override) => {
    const copy = duplicate.apply(client, override);
    keepAuthenticated(copy, options);
    return copy;
  };
  client.on('ready', renewal.start);
  client.on('close', () => {
    isInTransaction = false;
    renewal.stop();
  });
  // Failures reach the callers of commands; without a listener ioredis would also print them.
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
