/** What was done with a resource; in a dry run, what would be. */
export type Outcome = 'created' | 'updated' | 'unchanged' | 'deleted' | 'absent' | 'kept';

export interface ResourceId {
  /** `serverless-cache`, `role`, …: each resource names its own. */
  readonly kind: string;
  readonly name: string;
}

/** A line of the report. */
export interface ResourceReport extends ResourceId {
  readonly arn: string | null;
  /** Whether it carries this lab's and region's tags; null when there is none or they cannot be read. */
  readonly owned: boolean | null;
  /** AWS's word in lower case, or `absent`. */
  readonly state: string;
  readonly action: Outcome;
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

/** A resource of a run that begins, and what must end before its work starts. */
export interface PlannedResource {
  readonly resource: ResourceId;
  readonly after: readonly ResourceId[];
}

/** What happens during a run. */
export type ProgressEvent =
  | { readonly type: 'planned'; readonly resources: readonly PlannedResource[] }
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
