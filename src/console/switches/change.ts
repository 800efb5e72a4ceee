import { toSpan } from '../format.js';
import { post } from '../session.js';
import { announce } from '../store.js';

/** Moves the endpoint's clock forward. Returns the reason if the endpoint refuses. */
export async function jump(advanceMs: number): Promise<string | undefined> {
  return change('clock', { advanceMs }, `The clock moved forward by ${toSpan(advanceMs)}.`);
}

/** Asks the endpoint for a change and announces it. Returns the reason if the endpoint refuses. */
export async function change(
  name: string,
  body: object,
  done: string,
): Promise<string | undefined> {
  try {
    await post(name, body);
    announce(done);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
