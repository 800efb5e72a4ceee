import type { MiddlewareStack } from '@smithy/types';
import { type Emulator, startEmulator } from '../../../src/emulator/index.js';
import { LAG_OF_AWS } from '../../../src/session/target.js';
import { type Lab, startLab } from '../../support/lab.js';
import { up } from '../../support/run-lab.js';
import type { Alternative } from './alternatives.js';
import { type CallPlace, createCounter, isRead } from './calls.js';

/** Thrown by every call of a lab after its end. */
class Killed extends Error {}

/** Starts an emulator that plays the alternative. */
export function startAlternative({ assume }: Alternative): Promise<Emulator> {
  return startEmulator({ assume });
}

/** A lab in this process that treats the emulator as AWS. Its waits move the emulator's clock, and take no time. */
export function startAwsLab(emulator: Emulator): Promise<Lab> {
  return startLab({ emulator, lag: LAG_OF_AWS });
}

/**
 * Runs `up`, and ends it as a kill does when a call has been answered: the lab makes no further call. Returns whether that
 * call was made.
 */
export async function killUp(emulator: Emulator, place: CallPlace): Promise<boolean> {
  await using lab = await startAwsLab(emulator);
  let isKilled = false;
  await watch(lab, async (call) => {
    if (isKilled) throw new Killed();
    const made = await call();
    isKilled ||= made.operation === place.operation && made.occurrence === place.occurrence;
    if (isKilled) throw new Killed();
  });
  await up(lab).catch((error: unknown) => {
    if (!isKilled) throw error;
  });
  return isKilled;
}

/** Returns the changing calls of an undisturbed `up`. */
export async function recordUp(emulator: Emulator): Promise<CallPlace[]> {
  await using lab = await startAwsLab(emulator);
  const places: CallPlace[] = [];
  await watch(lab, async (call) => void places.push(await call()));
  await up(lab);
  return places.filter(({ operation }) => !isRead(operation));
}

/** Runs every call of the lab's clients through `around`. */
async function watch(
  { ctx: { aws } }: Lab,
  around: (call: () => Promise<CallPlace>) => Promise<void>,
): Promise<void> {
  const toPlace = createCounter();
  const clients = [aws.elastiCache(), aws.iam(), aws.lambda(), aws.ec2(), aws.logs()];
  for (const client of await Promise.all(clients)) {
    // Each client's stack has its own types. This middleware uses none of them.
    const stack = client.middlewareStack as MiddlewareStack<object, object>;
    stack.add(
      (next, context) => async (args) => {
        let result: Awaited<ReturnType<typeof next>> | undefined;
        await around(async () => {
          result = await next(args);
          const operation = String(context['commandName']).replace(/Command$/, '');
          return toPlace({ service: '', operation, phase: 'after' });
        });
        if (!result) throw new Killed();
        return result;
      },
      { step: 'initialize', name: 'chaosWatch', priority: 'high' },
    );
  }
}
