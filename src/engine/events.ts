/** What a run did to a resource. A dry run predicts it. */
export type Outcome = 'created' | 'updated' | 'unchanged' | 'deleted' | 'absent' | 'kept';

export interface ResourceId {
  /** For example `serverless-cache` or `role`. */
  readonly kind: string;
  readonly name: string;
}

/** One resource in a result. */
export interface ResourceReport extends ResourceId {
  readonly arn: string | null;
  /** Whether it carries this lab's and region's tags; null if it is absent or its tags cannot be read. */
  readonly owned: boolean | null;
  /** Who made it, by its tag; null if it has none. */
  readonly owner: string | null;
  /** AWS's status in lower case, or `absent`. */
  readonly state: string;
  readonly action: Outcome;
  readonly elapsedMs: number;
}

/** A continuing wait: the latest status, and the milliseconds since the wait began. */
export interface WaitingEvent {
  readonly type: 'waiting';
  readonly resource: ResourceId;
  readonly status: string;
  readonly elapsedMs: number;
  /** Progress within this status, such as `340 of 1000`. A new detail alone gets no new line. */
  readonly detail?: string | undefined;
  /** The resource of the lab that it waits for, if it waits for one. */
  readonly for?: ResourceId | undefined;
}

/** A resource of a run, and the resources that must finish before it starts. */
export interface PlannedResource {
  readonly resource: ResourceId;
  readonly after: readonly ResourceId[];
}

/** Progress of a run. */
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

/** Returns `kind/name`, as errors name a resource. */
export function toResourceText({ kind, name }: ResourceId): string {
  return `${kind}/${name}`;
}
