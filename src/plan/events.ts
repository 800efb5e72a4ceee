/** The kinds of resource that a lab is made of, as in reports. */
export type ResourceKind =
  | 'serverless-cache'
  | 'user'
  | 'user-group'
  | 'user-group-attachment'
  | 'role'
  | 'policy'
  | 'policy-attachment'
  | 'function'
  | 'log-group'
  | 'network-interface';

/** What was done with a resource; in a dry run, what would be. */
export type Action = 'created' | 'updated' | 'unchanged' | 'deleted' | 'absent' | 'kept';

export interface ResourceId {
  readonly kind: ResourceKind;
  readonly name: string;
}

/** A line of the report. */
export interface ResourceReport extends ResourceId {
  readonly arn: string | null;
  /** Whether it carries this lab's and region's tags; null when there is none or they cannot be read. */
  readonly owned: boolean | null;
  /** AWS's word in lower case, or `absent`. */
  readonly state: string;
  readonly action: Action;
  readonly elapsedMs: number;
}

/** A wait goes on: the status that was read last, and how long it has been. */
export interface WaitingEvent {
  readonly type: 'waiting';
  readonly resource: ResourceId;
  readonly status: string;
  readonly elapsedMs: number;
  /** How far it is, where that is known: `340 of 1000`. It changes without being news. */
  readonly detail?: string | undefined;
  /** What it waits for, where that is another resource of the lab. */
  readonly for?: ResourceId | undefined;
}

/** A step of a run that begins, and what must end before it starts. */
export interface PlannedStep {
  readonly resource: ResourceId;
  readonly after: readonly ResourceId[];
}

/** What happens while a plan runs, for whoever shows it. */
export type ProgressEvent =
  | { readonly type: 'planned'; readonly steps: readonly PlannedStep[] }
  | {
      readonly type: 'started';
      readonly resource: ResourceId;
      readonly doing: 'ensure' | 'destroy';
    }
  | WaitingEvent
  | { readonly type: 'finished'; readonly report: ResourceReport }
  | { readonly type: 'failed'; readonly resource: ResourceId; readonly message: string }
  | { readonly type: 'note'; readonly text: string };

/** `kind/name`: how errors name a resource. */
export function toResourceText({ kind, name }: ResourceId): string {
  return `${kind}/${name}`;
}
