import type { Hint } from '../errors.js';
import type { ReadContext, ResourceContext } from './context.js';

/** A setting of a resource that differs from the configuration. */
export interface Difference {
  readonly field: string;
  /** The present and the planned value, if they are short. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The result of `inspect`. */
export interface Observation<Output = unknown, Found = unknown> {
  /** AWS's status in lower case, or `absent`. */
  readonly state: string;
  /** AWS's reason for this state. */
  readonly reason?: string | undefined;
  readonly arn?: string | undefined;
  /** `unknown`: the tags cannot be read yet. Undefined when the resource is absent. */
  readonly owner?: 'lab' | 'foreign' | 'unknown' | undefined;
  /** The tags that decide who the owner is; undefined when they were not read. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** When it was created, in milliseconds since the epoch; undefined when AWS does not return that. */
  readonly createdMs?: number | undefined;
  /** Absent for certain: AWS cannot show it later. */
  readonly isNever?: boolean | undefined;
  /** Foreign, but no reason to refuse a run: it is left alone. */
  readonly isBystander?: boolean | undefined;
  /** AWS's own description of the resource, for `ensure`, `destroy` and `findDrift`. */
  readonly found?: Found | undefined;
  /** What other resources take from this one, when it can be used. */
  readonly output?: Output | undefined;
  /** For `ensure`: the run has neither waited nor changed a need since this observation. */
  readonly isCurrent?: boolean | undefined;
}

/** Whether AWS shows tags that decide who the owner is. */
export function isOwnerCertain({ owner, tags }: Pick<Observation, 'owner' | 'tags'>): boolean {
  if (owner === 'foreign') return tags === undefined || Object.keys(tags).length > 0;
  return owner !== 'unknown';
}

/** Returns what was found if it is still current. */
export function toCurrent<Found>({ found, isCurrent }: Observation<unknown, Found>) {
  return isCurrent ? found : undefined;
}

/** A difference from the configuration that cannot be changed. */
export interface Obstacle {
  /** Continues a sentence after the resource's name: `is …, but …`. */
  readonly problem: string;
  readonly hint: string | Hint;
}

/** The result of `ensure`. */
export interface Ensured<Output> {
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'absent';
  readonly state: string;
  readonly arn?: string | undefined;
  readonly output: Output;
}

/** The output of a resource that does not hold up the start of another one. */
export interface Later<T> {
  /** Returns the output if it is already known. */
  known(): T | undefined;
  /** Waits for the output. */
  wait(): Promise<T>;
}

/** The relations of a resource to others, by their names. */
export interface Relations<A, D, U, L> {
  /** Resources that must exist first. */
  readonly dependsOn: readonly D[];
  /** Optional resources; those of the same run come first. */
  readonly uses?: readonly U[];
  /** Resources that are needed only at the end: the work starts without them. */
  readonly later?: readonly L[];
  /** Resources that must be destroyed first, besides those that depend on this one or use it. */
  readonly destroyAfter?: readonly A[];
  /** The resource that takes this one with it when it is deleted: this one needs no call. */
  readonly goesWith?: A;
  /** A resource that proves who owns this one: `down` inspects this one before it deletes that one. */
  readonly seenBefore?: A;
}

/** How to inspect, ensure and destroy a resource. `Needs` is what it takes from its relations and look-ups. */
export interface Behaviour<C, Output, Found, Needs> {
  readonly kind: string;
  /** The actions that create it, the most specific one first; hints name that one. */
  readonly madeBy?: readonly string[];
  /** Whether the configuration includes the resource (default: yes). */
  isWanted?(ctx: C): boolean;
  /** Returns the resource's name. */
  label(ctx: C): string;
  /** Returns the context in which the resource acts, for one of several of its kind. Default: the run's own. */
  bind?(ctx: C): C;
  /** How a user repairs the resource, if `up` does not. */
  readonly repair?: Hint;
  /** Reads the resource and changes nothing. `before` is the observation from before the `seenBefore` resource was deleted. */
  inspect(
    ctx: ResourceContext<C>,
    before?: Observation<Output, Found>,
  ): Promise<Observation<Output, Found>>;
  /** Tags the lab's own resource before `down` deletes the `seenBefore` resource, which proves its owner. */
  claim?(ctx: ResourceContext<C>, seen: Observation<Output, Found>): Promise<void>;
  /** Waits until AWS has finished creating, modifying or deleting it, and reads it again. */
  settle?(
    ctx: ResourceContext<C>,
    seen: Observation<Output, Found>,
  ): Promise<Observation<Output, Found>>;
  /** Says what a person can do when AWS hides the owner. */
  unknownHint?(ctx: C): string;
  /** Finds why the lab's own resource can never match the configuration. */
  findObstacle?(ctx: ResourceContext<C>, found: Found): Obstacle | undefined;
  /** Finds what `ensure` would change on the existing resource. */
  findDrift?(ctx: ResourceContext<C>, found: Found, needs: Partial<Needs>): readonly Difference[];
  /** Adds tags to the lab's existing resource, or replaces their values. */
  addTags?(
    ctx: ResourceContext<C>,
    arn: string,
    tags: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** Creates or updates the resource until it matches the configuration; idempotent. */
  ensure(
    ctx: ResourceContext<C>,
    needs: Needs,
    seen: Observation<Output, Found>,
  ): Promise<Ensured<Output>>;
  /** Whether `destroy` leaves the lab's own resource because the user does not want to wait. */
  isLeft?(ctx: C): boolean;
  /** Deletes the lab's resource; idempotent. Never called for a foreign one. */
  destroy(
    ctx: ResourceContext<C>,
    seen: Observation<Output, Found>,
  ): Promise<'deleted' | 'absent' | 'kept'>;
}

/** The name of a resource. `O` holds the outputs of all resources, by name. */
export type NameOf<O> = keyof O & string;

/** One of the resources of a run. */
export interface Resource<C, O>
  extends Behaviour<C, O[NameOf<O>], unknown, object>,
    Relations<NameOf<O>, NameOf<O>, NameOf<O>, NameOf<O>> {
  readonly name: NameOf<O>;
  readonly lookups?: readonly string[];
}

/** A fact that a run reads before its first change, such as the network. */
export interface Lookup<C, T> {
  find(ctx: ReadContext<C>): Promise<T>;
}
