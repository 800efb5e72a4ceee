import type { Run, RunOptions } from '../session/run.js';
import type { Session } from '../session/session.js';

/** An action, and what comes before it. `Opened`: what it works on, a session in most cases. */
export interface Action<Opened, Options, Result> {
  open(run: Run): Opened | Promise<Opened>;
  /** Refuses wrong options before anything is opened: they neither start an endpoint nor need credentials. */
  check?(options: Options): void;
  act(opened: Opened, options: Options): Promise<Result>;
  /** With `--local` and no local endpoint, there is no lab: returns the result, or throws, without starting an endpoint. */
  actVacant?(session: Session, options: Options): Promise<Result>;
  /** Without a time limit of its own. */
  isUnlimited?(options: Options): boolean;
  /** It may be about a user that AWS makes, because it creates none. */
  readonly acceptsAwsUsers?: boolean;
  /** With a timeline in `run`. */
  isRecorded?(options: Options): boolean;
}

/** Makes the function that programs and the CLI call. The action's code is loaded when it is called. */
export function callable<Opened, Options extends object, Result>(
  load: () => Promise<Action<Opened, Options, Result>>,
): (options: Options & RunOptions) => Promise<Result> {
  return async (options) => {
    const [action, { withRun }] = await Promise.all([load(), import('../session/run.js')]);
    const settings = {
      isUnlimited: action.isUnlimited?.(options) ?? false,
      isRecorded: action.isRecorded?.(options) ?? false,
      acceptsAwsUsers: action.acceptsAwsUsers ?? false,
    };
    return withRun(options, settings, async (run) => {
      action.check?.(options);
      if (action.actVacant && run.config.local) {
        const { findVacancy } = await import('../session/vacant.js');
        const vacancy = await findVacancy(run);
        if (vacancy) return action.actVacant(vacancy, options);
      }
      return action.act(await action.open(run), options);
    });
  };
}
