import { expectTypeOf, test } from 'vitest';
import type * as library from '../../src/index.js';

/**
 * The library's results, written out by hand. A key that is renamed or changes its type does not compile here, and
 * breaks the programs of users in the same way.
 */

interface Place {
  readonly lab: string;
  readonly region: string;
  readonly account: string;
  readonly local: boolean;
}

interface Resource {
  readonly kind: string;
  readonly name: string;
  readonly arn: string | null;
  readonly owned: boolean | null;
  readonly owner: string | null;
  readonly state: string;
  readonly action: 'created' | 'updated' | 'unchanged' | 'deleted' | 'absent' | 'kept';
  readonly elapsedMs: number;
}

interface Lab extends Place {
  readonly resources: readonly Resource[];
  readonly endpoint: { readonly address: string; readonly port: number } | null;
  readonly elapsedMs: number;
  readonly changes?: readonly {
    readonly resource: string;
    readonly field: string;
    readonly from: string | null;
    readonly to: string | null;
  }[];
  readonly cost?: {
    readonly currency: 'USD';
    readonly minPerMonth: number;
    readonly minPerHour: number;
    readonly maxPerMonth: number;
    readonly source: string;
  } | null;
}

interface Hint {
  readonly text: string;
  readonly command?: readonly string[];
  readonly or?: Hint;
}

interface Report {
  readonly durationMs: number | null;
  readonly initDurationMs: number | null;
  readonly billedDurationMs: number | null;
  readonly maxMemoryUsedMb: number | null;
}

type Distribution = Readonly<
  Record<'min' | 'mean' | 'p50' | 'p90' | 'p95' | 'p99' | 'max', number>
> | null;

interface Summary {
  readonly count: number;
  readonly callerMs: Distribution;
  readonly initDurationMs: Distribution;
  readonly durationMs: Distribution;
  readonly connectMs: Distribution;
  readonly setMs: Distribution;
  readonly getMs: Distribution;
}

type ResultOf<Action extends (...args: never[]) => unknown> = Awaited<ReturnType<Action>>;

test('the results of the actions that make, show and remove a lab', () => {
  expectTypeOf<ResultOf<typeof library.createCache>>().branded.toEqualTypeOf<Lab>();
  expectTypeOf<ResultOf<typeof library.down>>().branded.toEqualTypeOf<Lab>();
  expectTypeOf<ResultOf<typeof library.up>>().branded.toEqualTypeOf<
    Lab & {
      readonly next?:
        | 'create-cache'
        | 'create-users'
        | 'create-role'
        | 'deploy-function'
        | 'invoke';
      readonly exposure?: {
        readonly address: string;
        readonly port: number;
        readonly userId: string;
        readonly accessString: string | null;
      };
      readonly criticalPath?: readonly {
        readonly resource: string | null;
        readonly fromMs: number;
        readonly elapsedMs: number;
        readonly waits: readonly { readonly status: string; readonly ms: number }[];
      }[];
      readonly report?: string;
    }
  >();
  expectTypeOf<ResultOf<typeof library.status>>().branded.toEqualTypeOf<
    Place & {
      readonly resources: readonly Resource[];
      readonly problems: readonly {
        readonly resource: string;
        readonly problem: string;
        readonly remedy: 'up' | 'wait' | 'rename' | 'by-hand';
        readonly hint?: Hint;
      }[];
      readonly endpoint: { readonly address: string; readonly port: number } | null;
      readonly exposure?: {
        readonly address: string;
        readonly port: number;
        readonly userId: string;
        readonly accessString: string | null;
      };
      readonly elapsedMs: number;
    }
  >();
  expectTypeOf<ResultOf<typeof library.downAll>>().branded.toEqualTypeOf<
    Omit<Place, 'lab'> & {
      readonly lab: null;
      readonly labs: readonly {
        readonly lab: string;
        readonly newest: string | null;
        readonly action: 'deleted' | 'kept';
      }[];
      readonly resources: readonly (Resource & { readonly lab: string })[];
      readonly endpoint: null;
      readonly elapsedMs: number;
    }
  >();
});

test('the results of the actions that look closer', () => {
  expectTypeOf<ResultOf<typeof library.invoke>>().branded.toEqualTypeOf<
    Place & {
      readonly statusCode: number;
      readonly functionError: string | null;
      readonly payload: unknown;
      readonly log: readonly string[];
      readonly report: Report | null;
      readonly roundTrip: { readonly inserted: string; readonly fetched: string } | null;
      readonly invocations?: readonly (Report | null)[];
    }
  >();
  expectTypeOf<ResultOf<typeof library.logs>>().branded.toEqualTypeOf<
    Place & {
      readonly logGroup: string;
      readonly since: string;
      readonly events: readonly {
        readonly timestamp: string;
        readonly logStream: string;
        readonly message: string;
      }[];
      readonly elapsedMs: number;
    }
  >();
  expectTypeOf<ResultOf<typeof library.bench>>().branded.toEqualTypeOf<
    Place & {
      readonly function: string;
      readonly count: number;
      readonly concurrency: number;
      readonly cold: Summary;
      readonly warm: Summary;
      readonly failed: number;
      readonly retried: number;
      readonly throughputPerSecond: number;
      readonly clientBusyRatio: number;
      readonly clientShare: number;
      readonly elapsedMs: number;
      readonly report?: string;
    }
  >();
  expectTypeOf<ResultOf<typeof library.verify>>().branded.toEqualTypeOf<
    Place & {
      readonly attempts: readonly {
        readonly name: string;
        readonly what: string;
        readonly expected: 'refused' | 'accepted' | null;
        readonly outcome: 'refused' | 'accepted' | 'unclear';
        readonly ok: boolean;
        readonly reply: string;
        readonly elapsedMs: number;
      }[];
      readonly elapsedMs: number;
    }
  >();
  expectTypeOf<ResultOf<typeof library.doctor>>().branded.toEqualTypeOf<
    Omit<Place, 'account'> & {
      readonly account: string | null;
      readonly checks: readonly {
        readonly check: string;
        readonly state: 'ok' | 'warning' | 'failed' | 'unknown';
        readonly message: string;
        readonly remedy: Hint | null;
      }[];
      readonly elapsedMs: number;
    }
  >();
  expectTypeOf<ResultOf<typeof library.token>>().branded.toEqualTypeOf<
    Omit<Place, 'account'> & {
      readonly cacheName: string;
      readonly userId: string;
      readonly token: string;
      readonly expiresAt: string;
    }
  >();
  expectTypeOf<ResultOf<typeof library.ping>>().branded.toEqualTypeOf<
    Place & {
      readonly cacheName: string;
      readonly userId: string;
      readonly endpoint: { readonly address: string; readonly port: number };
      readonly connectMs: number;
      readonly setMs: number;
      readonly getMs: number;
    }
  >();
  expectTypeOf<library.ProxyResult>().branded.toEqualTypeOf<
    Place & {
      readonly url: string;
      readonly host: string | null;
      readonly port: number | null;
      readonly socket: string | null;
      readonly username: string;
      readonly password: string | null;
      readonly cacheName: string;
      readonly userId: string;
      readonly endpoint: { readonly address: string; readonly port: number };
    }
  >();
  expectTypeOf<ResultOf<typeof library.explain>>().branded.toEqualTypeOf<
    Omit<Place, 'account'> & {
      readonly account: string | null;
      readonly subject: 'token' | 'set-up';
      readonly rules: readonly {
        readonly rule: string;
        readonly ok: boolean | null;
        readonly message: string;
        readonly remedy: Hint | null;
      }[];
    }
  >();
});

test('the result of a step of the lesson', () => {
  interface Title {
    readonly number: library.StepNumber;
    readonly title: string;
    readonly chapter: string;
  }
  interface Command {
    readonly words: readonly (readonly string[])[];
    readonly frame?: { readonly before: string; readonly after: string };
  }
  expectTypeOf<ResultOf<typeof library.learn>>().branded.toEqualTypeOf<
    Omit<Place, 'region' | 'account'> & {
      readonly region: string | null;
      readonly account: string | null;
      readonly steps: readonly Title[];
      readonly step:
        | (Title & {
            readonly what: string;
            readonly why: string;
            readonly without: string | null;
            readonly symptom: string | null;
          })
        | null;
      readonly dryRun: boolean;
      readonly commands: readonly Command[];
      readonly resources: readonly Resource[];
      readonly endpoint: { readonly address: string; readonly port: number } | null;
      readonly facts: readonly { readonly label: string; readonly text: string }[];
      readonly answers: readonly {
        readonly what: string;
        readonly expected: 'refused' | 'accepted' | null;
        readonly outcome: 'refused' | 'accepted' | 'unclear';
        readonly reply: string;
      }[];
      readonly rules: ResultOf<typeof library.explain>['rules'] | null;
      readonly repair: {
        readonly text: string;
        readonly command: readonly string[] | null;
        readonly commands: readonly Command[];
        readonly resources: readonly Resource[];
        readonly proof: string | null;
      } | null;
      readonly cost: NonNullable<Lab['cost']> | null;
      readonly next: library.StepNumber | null;
      readonly elapsedMs: number;
    }
  >();
});

test('what a failure tells', () => {
  type Failure = Pick<
    library.LabError<ResultOf<typeof library.down>>,
    'hint' | 'resource' | 'result' | 'failures'
  >;
  expectTypeOf<Failure['hint']>().branded.toEqualTypeOf<Hint>();
  expectTypeOf<Failure['resource']>().toEqualTypeOf<string | undefined>();
  expectTypeOf<Failure['result']>().branded.toEqualTypeOf<Partial<Lab>>();
  expectTypeOf<Failure['failures']>().toEqualTypeOf<readonly Error[]>();
});
