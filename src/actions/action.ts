import type { Run, RunOptions } from '../session/run.js';
import type { Session } from '../session/session.js';

/** An action and its preparation. `Opened` is what the action works on: usually a session. */
export interface Action<Opened, Options, Result> {
  open(run: Run, options: Options): Opened | Promise<Opened>;
  /** Refuses wrong options, before the run starts an endpoint or needs credentials. */
  check?(options: Options): void;
  act(opened: Opened, options: Options): Promise<Result>;
  /** With `--local` and no local endpoint, there is no lab: returns the result, or throws, without starting an endpoint. */
  actVacant?(session: Session, options: Options): Promise<Result>;
  /** Returns whether the action has no default time limit. */
  isUnlimited?(options: Options): boolean;
  /** Set for an action that creates no user, so the IAM user may be one that AWS created. */
  readonly acceptsAwsUsers?: boolean;
  /** Returns whether the run needs a timeline. */
  isRecorded?(options: Options): boolean;
}

/** Creates the function that programs and the CLI call. The first call loads the action's code. */
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
      return action.act(await action.open(run, options), options);
    });
  };
}
