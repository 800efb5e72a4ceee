import type { AwsClients } from '../aws/clients.js';
import type { LabTags } from '../aws/tags.js';
import type { Time } from '../aws/time.js';
import type { LabConfig } from '../config.js';
import type { ProgressEvent, ResourceId, ResourceKind } from './events.js';
import type { LookupName, Lookups, Outputs, StepName } from './outputs.js';

/** Who we are to AWS. */
export interface Identity {
  readonly account: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly arn: string;
}

/** What every step may use. */
export interface LabContext {
  readonly config: LabConfig;
  readonly region: string;
  readonly identity: Identity;
  readonly aws: AwsClients;
  readonly tags: LabTags;
  /** Ends every wait; its reason says why (a failure elsewhere, the time limit, an interrupt). */
  readonly signal: AbortSignal;
  /** What waits go by; default: the machine's time. */
  readonly time?: Time | undefined;
  readonly report: (event: ProgressEvent) => void;
  /** Where the files of the bundled handler are that are deployed. */
  readonly handlerFolder: string;
  /** Whether `down` waits until Lambda has released its network interfaces. */
  readonly waitForInterfaces: boolean;
}

/** The context of reads that are made together. */
export interface ReadContext extends LabContext {
  /** Reads a fact once for all of them. */
  shareRead<T>(fact: string, read: () => Promise<T>): Promise<T>;
}

/** The context as a step gets it: it knows which resource it is about. */
export interface StepContext extends ReadContext {
  readonly resource: ResourceId;
}

/** A setting of a resource that is not as the configuration has it. */
export interface Difference {
  readonly field: string;
  /** What it is and what it would be, in words, where that can be said in a few. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What `inspect` saw. */
export interface Observation<Output = Outputs[StepName], Found = unknown> {
  /** AWS's word in lower case, or `absent`. */
  readonly state: string;
  /** Why it is in this state, in AWS's words. */
  readonly reason?: string | undefined;
  readonly arn?: string | undefined;
  /** `unknown`: its tags cannot be read yet. Absent: undefined. */
  readonly owner?: 'lab' | 'foreign' | 'unknown' | undefined;
  /** Foreign, but no reason to refuse: it is left alone. */
  readonly isBystander?: boolean | undefined;
  /** AWS's own description of it, for the step itself. */
  readonly found?: Found | undefined;
  /** What other steps take from it, when it can be used. */
  readonly output?: Output | undefined;
  /** For `ensure`: nothing that the step needs has changed since, and nothing was waited for. */
  readonly isCurrent?: boolean | undefined;
}

/** What was found, where it need not be read again. */
export function toCurrent<Found>({ found, isCurrent }: Observation<unknown, Found>) {
  return isCurrent ? found : undefined;
}

/** Something of a resource that cannot be changed. */
export interface Obstacle {
  /** What follows the resource's name: `is …, but …`. */
  readonly problem: string;
  readonly hint: string;
}

/** What `ensure` did. */
export interface Ensured<Output> {
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'absent';
  readonly state: string;
  readonly arn?: string | undefined;
  readonly output: Output;
}

/** A need that is taken when it is known, without holding up the step. */
export interface Later<T> {
  /** The output if it is known already. */
  known(): T | undefined;
  /** The output when it is known. */
  wait(): Promise<T>;
}

/** A step's needs: what must be there, what is taken if it is there, what comes later, look-ups. */
export type Needs<
  D extends StepName,
  U extends StepName,
  L extends StepName,
  K extends LookupName,
> = { readonly [N in D]: Outputs[N] } & { readonly [N in U]?: Outputs[N] | undefined } & {
  readonly [N in L]: Later<Outputs[N]>;
} & { readonly [N in K]: Lookups[N] };

/** One owned resource: how it is seen, made and removed. */
export interface StepSpec<
  N extends StepName,
  D extends StepName,
  U extends StepName,
  L extends StepName,
  K extends LookupName,
  Found,
> {
  readonly name: N;
  readonly kind: ResourceKind;
  /** Must be there first. */
  readonly dependsOn: readonly D[];
  /** Taken when it is there; in the same run it comes first. */
  readonly uses?: readonly U[];
  /** Needed at the end only: the step begins without it. */
  readonly later?: readonly L[];
  readonly lookups?: readonly K[];
  /** Destroyed after these, besides what depends on it or uses it. */
  readonly destroyAfter?: readonly StepName[];
  /** It disappears with that one, and nothing needs to be called for it. */
  readonly goesWith?: StepName;
  /** Seen before that one is destroyed: what proves whose it is goes with that one. */
  readonly seenBefore?: StepName;
  /** Whether this configuration has the resource at all (default: yes). */
  isWanted?(config: LabConfig): boolean;
  /** The resource's name. */
  label(ctx: LabContext): string;
  /** Reads, changes nothing. `before`: what was seen before the one of `seenBefore` was destroyed. */
  inspect(
    ctx: StepContext,
    before?: Observation<Outputs[N], Found>,
  ): Promise<Observation<Outputs[N], Found>>;
  /** Writes on the lab's own resource whose it is, before the one of `seenBefore`, which shows it, is destroyed. */
  claim?(ctx: StepContext, seen: Observation<Outputs[N], Found>): Promise<void>;
  /** Waits until AWS has ended what it is doing with it (creating, modifying, deleting), and reads again. */
  settle?(
    ctx: StepContext,
    seen: Observation<Outputs[N], Found>,
  ): Promise<Observation<Outputs[N], Found>>;
  /** What a person can do when AWS does not show whose it is. */
  unknownHint?(ctx: LabContext): string;
  /** Why the lab's own resource can never become what the configuration asks for. */
  findObstacle?(ctx: StepContext, found: Found): Obstacle | undefined;
  /** What `ensure` would change on what is there. */
  findDrift?(
    ctx: StepContext,
    found: Found,
    needs: Partial<Needs<D, U, L, K>>,
  ): readonly Difference[];
  /** Makes it so; idempotent. */
  ensure(
    ctx: StepContext,
    needs: Needs<D, U, L, K>,
    seen: Observation<Outputs[N], Found>,
  ): Promise<Ensured<Outputs[N]>>;
  /** Whether `destroy` leaves the lab's own resource, because nobody wants to wait for it. */
  isLeft?(ctx: LabContext): boolean;
  /** Removes what is the lab's; idempotent. Never called for what is foreign. */
  destroy(
    ctx: StepContext,
    seen: Observation<Outputs[N], Found>,
  ): Promise<'deleted' | 'absent' | 'kept'>;
}

/** A step as the plan runs it: needs are put together by the plan, which the types above describe. */
export type Step = StepSpec<StepName, StepName, StepName, StepName, LookupName, unknown>;

/** Declares a step; naming a need that is not declared is a compile error. */
export function defineStep<
  const N extends StepName,
  Found,
  const D extends StepName = never,
  const U extends StepName = never,
  const L extends StepName = never,
  const K extends LookupName = never,
>(spec: StepSpec<N, D, U, L, K, Found>): StepSpec<N, D, U, L, K, Found> {
  return spec;
}

/** The resource that a step is about. */
export function toResource(
  { kind, label }: { readonly kind: ResourceKind; label(ctx: LabContext): string },
  ctx: LabContext,
): ResourceId {
  return { kind, name: label(ctx) };
}

/** What has been read together, by fact. */
export type Reads = Map<string, Promise<unknown>>;

/** The context of one step: `shareRead` remembers what the steps inspected together have read. */
export function toStepContext(
  ctx: LabContext,
  step: { kind: ResourceKind; label(ctx: LabContext): string },
  reads: Reads = new Map(),
): StepContext {
  return { ...toReadContext(ctx, reads), resource: toResource(step, ctx) };
}

/** The context of a read that shares `reads` with others. */
export function toReadContext(ctx: LabContext, reads: Reads): ReadContext {
  return {
    ...ctx,
    shareRead<T>(fact: string, read: () => Promise<T>): Promise<T> {
      const known = reads.get(fact) ?? read();
      reads.set(fact, known);
      return known as Promise<T>;
    },
  };
}
