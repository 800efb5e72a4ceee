import type { RuntimeEvent, RuntimeProcess } from './process.js';

/** Returns the process of a function for which this machine lacks the program. Its only event is the failed start. */
export function createUnstartableProcess(problem: string): RuntimeProcess {
  const errorType = 'Runtime.InvalidEntrypoint';
  const body = Buffer.from(JSON.stringify({ errorType, errorMessage: problem }));
  const failed: RuntimeEvent = { kind: 'init-failed', answer: { kind: 'error', body } };
  return {
    pid: undefined,
    isAlive: false,
    next: async () => failed,
    deliver() {},
    flush() {},
    async kill() {},
  };
}
