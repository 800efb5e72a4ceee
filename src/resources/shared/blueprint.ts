import type { Blueprint } from '../../engine/blueprint.js';
import type { Lookup, NameOf, Resource } from '../../engine/resource.js';
import type { Session } from '../../session/session.js';
import type { Facets, Requirements } from './define.js';

/** A resource of a lab, as actions know it. */
export type LabResource<O> = Resource<Session, O> & Facets;

/** Everything that a lab consists of. */
export interface LabBlueprint<O> extends Blueprint<Session, O> {
  readonly resources: readonly LabResource<O>[];
  readonly lookups: Readonly<Record<string, Lookup<Session, unknown> & Requirements>>;
}

/** Everything that has requirements. */
export function findRequirements<O>({
  resources,
  lookups,
}: LabBlueprint<O>): readonly Requirements[] {
  return [...resources, ...Object.values(lookups)];
}

/** The actions that make resources. */
export type MakingAction =
  | 'up'
  | 'create-cache'
  | 'create-role'
  | 'create-users'
  | 'deploy-function';

/** The names of the resources that an action makes. */
export function selectResources<O>(
  { resources }: LabBlueprint<O>,
  action: MakingAction,
): readonly NameOf<O>[] {
  return resources
    .filter(({ madeBy }) => action === 'up' || madeBy?.includes(action))
    .map(({ name }) => name);
}
