import type { ReadContext, ResourceContext } from './context.js';

/** A setting of a resource that differs from the configuration. */
export interface Difference {
  readonly field: string;
  /** Its present and its planned value, where a few words can say them. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What `inspect` saw. */
export interface Observation<Output = unknown, Found = unknown> {
  /** AWS's word in lower case, or `absent`. */
  readonly state: string;
  /** Why it is in this state, in AWS's words. */
  readonly reason?: string | undefined;
  readonly arn?: string | undefined;
  /** `unknown`: its tags cannot be read yet. Absent: undefined. */
  readonly owner?: 'lab' | 'foreign' | 'unknown' | undefined;
  /** The tags that decide about the owner; undefined when they were not read. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Foreign, but no reason to refuse: it is left alone. */
  readonly isBystander?: boolean | undefined;
  /** AWS's own description of it, for the resource itself. */
  readonly found?: Found | undefined;
  /** What other resources take from it, when it can be used. */
  readonly output?: Output | undefined;
  /** For `ensure`: nothing that the resource needs has changed since, and nothing was waited for. */
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

/** A need that is taken when it is known, without holding up the resource. */
export interface Later<T> {
  /** The output if it is known already. */
  known(): T | undefined;
  /** The output when it is known. */
  wait(): Promise<T>;
}

/** How a resource stands to the others, which it knows by name. */
export interface Relations<A, D, U, L> {
  /** Must exist first. */
  readonly dependsOn: readonly D[];
  /** Taken when it exists; in the same run it comes first. */
  readonly uses?: readonly U[];
  /** Needed at the end only: the resource begins without it. */
  readonly later?: readonly L[];
  /** Destroyed after these, besides what depends on it or uses it. */
  readonly destroyAfter?: readonly A[];
  /** It disappears with that one, and nothing needs to be called for it. */
  readonly goesWith?: A;
  /** Seen before that one is destroyed: what proves whose it is goes with that one. */
  readonly seenBefore?: A;
}

/** How a resource is seen, made and removed. `Needs`: what it takes from its relations and look-ups. */
export interface Behaviour<C, Output, Found, Needs> {
  readonly kind: string;
  /** The actions that make it, the most fitting one first: for hints. */
  readonly madeBy?: readonly string[];
  /** Whether this configuration has the resource at all (default: yes). */
  isWanted?(ctx: C): boolean;
  /** The resource's name. */
  label(ctx: C): string;
  /** Reads, changes nothing. `before`: what was seen before the one of `seenBefore` was destroyed. */
  inspect(
    ctx: ResourceContext<C>,
    before?: Observation<Output, Found>,
  ): Promise<Observation<Output, Found>>;
  /** Writes on the lab's own resource whose it is, before the one of `seenBefore`, which shows it, is destroyed. */
  claim?(ctx: ResourceContext<C>, seen: Observation<Output, Found>): Promise<void>;
  /** Waits until AWS has ended what it is doing with it (creating, modifying, deleting), and reads again. */
  settle?(
    ctx: ResourceContext<C>,
    seen: Observation<Output, Found>,
  ): Promise<Observation<Output, Found>>;
  /** What a person can do when AWS does not show whose it is. */
  unknownHint?(ctx: C): string;
  /** Why the lab's own resource can never become what the configuration asks for. */
  findObstacle?(ctx: ResourceContext<C>, found: Found): Obstacle | undefined;
  /** What `ensure` would change on the existing resource. */
  findDrift?(ctx: ResourceContext<C>, found: Found, needs: Partial<Needs>): readonly Difference[];
  /** Makes it as the configuration says; idempotent. */
  ensure(
    ctx: ResourceContext<C>,
    needs: Needs,
    seen: Observation<Output, Found>,
  ): Promise<Ensured<Output>>;
  /** Whether `destroy` leaves the lab's own resource, because nobody wants to wait for it. */
  isLeft?(ctx: C): boolean;
  /** Removes the lab's resource; idempotent. Never called for a foreign one. */
  destroy(
    ctx: ResourceContext<C>,
    seen: Observation<Output, Found>,
  ): Promise<'deleted' | 'absent' | 'kept'>;
}

/** The name of a resource among those whose outputs are `O`. */
export type NameOf<O> = keyof O & string;

/** One of the resources that a run works on. `O`: the outputs of all of them, by name. */
export interface Resource<C, O>
  extends Behaviour<C, O[NameOf<O>], unknown, object>,
    Relations<NameOf<O>, NameOf<O>, NameOf<O>, NameOf<O>> {
  readonly name: NameOf<O>;
  readonly lookups?: readonly string[];
}

/** A fact beside the resources, read before anything changes. */
export interface Lookup<C, T> {
  find(ctx: ReadContext<C>): Promise<T>;
}
