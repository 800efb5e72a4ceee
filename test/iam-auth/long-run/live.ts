import { vi } from 'vitest';
import type { LongLab } from './long-lab.js';

const MINUTE_MS = 60_000;
/** Short enough to meet timers that are due in the last minutes of a token. */
const STEP_MS = 2 * MINUTE_MS;
const STEPS = (13 * 60) / 2;
/** All restarts are in the first 40 minutes. After that, one connection lasts for more than 12 hours. */
const RESTARTS = [5, 10, 15];
const REFUSAL = 20;
const ROTATIONS = 10;
const ROTATE_EVERY = Math.floor(STEPS / ROTATIONS);

/** A service that stores notes in the cache. */
export interface Service {
  /** Stores the text once. Rejects when the cache does not confirm it. */
  note(text: string): Promise<unknown>;
  /** Returns all stored texts, in order. */
  read(): Promise<string[]>;
}

/** The outcome of every sent text. */
export interface Life {
  readonly answered: string[];
  readonly rejected: { readonly text: string; readonly error: unknown }[];
  readonly noted: string[];
  readonly rotations: number;
}

/** Plays 13 hours of a service in a few real seconds, with ten rotations, three restarts and a refused token. */
export async function live(
  { lab, relay, rotate, letIn }: LongLab,
  service: Service,
): Promise<Life> {
  const answered: string[] = [];
  const rejected: { text: string; error: unknown }[] = [];
  const sending: Promise<void>[] = [];
  let rotations = 0;
  const send = (text: string) => {
    const sent = service.note(text).then(
      () => void answered.push(text),
      (error: unknown) => void rejected.push({ text, error }),
    );
    sending.push(sent);
    return sent;
  };
  await send('first');
  for (let step = 1; step <= STEPS; step += 1) {
    lab.emulator.advance(STEP_MS);
    if (step % ROTATE_EVERY === 0) {
      rotate();
      rotations += 1;
    }
    const before = [send(`${step} a`), send(`${step} b`)];
    if (RESTARTS.includes(step)) {
      const restarted = relay.restart();
      void send(`${step} in between`);
      await restarted;
    }
    if (step === REFUSAL) {
      await letIn(false);
      void send(`${step} while refused`);
      await vi.waitUntil(() => lab.log.some((line) => line.includes('refused (user-off)')));
      await letIn(true);
    }
    await Promise.all(before);
    if (RESTARTS.includes(step) || step === REFUSAL) await comeBack(service);
  }
  await Promise.all(sending);
  return { answered, rejected, rotations, noted: await service.read() };
}

/** Waits until the service has a connection again. The clients' pauses before a new try take real time. */
async function comeBack(service: Service): Promise<void> {
  await vi.waitUntil(
    () =>
      service.read().then(
        () => true,
        () => false,
      ),
    { timeout: 10_000, interval: 20 },
  );
}
