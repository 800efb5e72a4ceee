import type { Behaviour, Ensured, Later, Lookup, Relations, Resource } from './resource.js';

/** The resources and look-ups of a lab. */
export interface Blueprint<C, O> {
  /** In the order in which reports list them. */
  readonly resources: readonly Resource<C, O>[];
  readonly lookups: Readonly<Record<string, Lookup<C, unknown>>>;
}

/** A resource as its own folder defines it. It refers to other resources by name and says in `Needs` what it takes from them. */
export interface ResourceDefinition<
  C,
  N extends string,
  A extends string,
  D extends string,
  U extends string,
  L extends string,
  K extends string,
  Output,
  Found,
  Needs,
> extends Behaviour<C, Output, Found, Needs>,
    Relations<A, D, U, L> {
  readonly name: N;
  readonly lookups?: readonly K[];
}

/** The outputs of a list of definitions, by resource name. */
export type OutputsOf<R extends readonly unknown[]> = {
  readonly [D in R[number] as NameIn<D>]: OutputOf<D>;
};

type NameIn<D> = D extends { readonly name: infer N extends string } ? N : never;
type OutputOf<D> = D extends { ensure(...args: never[]): Promise<Ensured<infer Output>> }
  ? Output
  : never;
type NeedsOf<D> = D extends { ensure(ctx: never, needs: infer Needs, seen: never): unknown }
  ? Needs
  : never;
type FoundBy<K> = K extends Lookup<never, infer T> ? T : never;

type Listed<D, Field extends string> = D extends {
  readonly [F in Field]?: readonly (infer N)[] | undefined;
}
  ? N
  : never;

/** The needs that the engine passes to a definition's `ensure`. */
type Given<D, O, K> = {
  readonly [N in Listed<D, 'dependsOn'> & keyof O]: O[N];
} & { readonly [N in Listed<D, 'uses'> & keyof O]: O[N] | undefined } & {
  readonly [N in Listed<D, 'later'> & keyof O]: Later<O[N]>;
} & { readonly [N in Listed<D, 'lookups'> & keyof K]: FoundBy<K[N]> };

/** The list itself. A definition whose needs the list does not fulfil becomes an impossible type, which names the difference. */
export type Fulfilled<R extends readonly unknown[], K> = {
  readonly [I in keyof R]: Given<R[I], OutputsOf<R>, K> extends NeedsOf<R[I]>
    ? R[I]
    : {
        readonly name: never;
        readonly needs: NeedsOf<R[I]>;
        readonly given: Given<R[I], OutputsOf<R>, K>;
      };
};
