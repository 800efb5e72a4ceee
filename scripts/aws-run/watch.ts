import { buffer } from 'node:stream/consumers';
import { HttpResponse } from '@smithy/core/protocols';
import type { InitializeMiddleware, MiddlewareStack } from '@smithy/types';
import type { Journal } from './journal.js';
import type { Clients } from './target.js';

/** Receives the inputs and answers of calls. */
export type Remember = (values: object) => void;

/** Reports every refusal of every client to the journal, and every input and answer to `remember`. */
export function watchClients(clients: Clients, journal: Journal, remember: Remember): void {
  const { cache, ec2, iam, invoker, lambda, logs, sts } = clients;
  watch(cache.middlewareStack, journal, remember);
  watch(ec2.middlewareStack, journal, remember);
  watch(iam.middlewareStack, journal, remember);
  watch(invoker.middlewareStack, journal, remember);
  watch(lambda.middlewareStack, journal, remember);
  watch(logs.middlewareStack, journal, remember);
  watch(sts.middlewareStack, journal, remember);
}

function watch<I extends object, O extends object>(
  stack: MiddlewareStack<I, O>,
  journal: Journal,
  remember: Remember,
): void {
  const middleware: InitializeMiddleware<I, O> =
    (next, { clientName = '', commandName = '' }) =>
    async (args) => {
      remember(args.input);
      try {
        const answer = await next(args);
        remember(answer.output);
        return answer;
      } catch (error) {
        if (error instanceof Error && '$metadata' in error) {
          journal.addError({
            service: clientName.replace(/Client$/, ''),
            operation: commandName.replace(/Command$/, ''),
            ...{ code: error.name, message: error.message },
          });
        }
        throw error;
      }
    };
  stack.add(middleware, { step: 'initialize', name: 'awsRunWatch' });
}

/** Calls `act`, and returns the body of each answer that ElastiCache gave meanwhile. */
export async function captureBodies(
  { cache }: Clients,
  act: () => Promise<unknown>,
): Promise<string[]> {
  const bodies: string[] = [];
  const name = 'awsRunBodies';
  cache.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      if (HttpResponse.isInstance(answer.response)) {
        const bytes = await buffer(answer.response.body);
        bodies.push(bytes.toString('utf8'));
        answer.response.body = bytes;
      }
      return answer;
    },
    { step: 'deserialize', name, priority: 'low' },
  );
  try {
    await act();
  } finally {
    cache.middlewareStack.remove(name);
  }
  return bodies;
}
