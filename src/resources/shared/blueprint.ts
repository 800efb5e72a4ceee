import type { Blueprint } from '../../engine/blueprint.js';
import type { Lookup, NameOf, Resource } from '../../engine/resource.js';
import type { Session } from '../../session/session.js';
import type { Facets, Requirements } from './define.js';

/** A resource of a lab, for actions. */
export type LabResource<O> = Resource<Session, O> & Facets;

/** The resources and look-ups of a lab. */
export interface LabBlueprint<O> extends Blueprint<Session, O> {
  readonly resources: readonly LabResource<O>[];
  readonly lookups: Readonly<Record<string, Lookup<Session, unknown> & Requirements>>;
}

/** Returns everything that can have requirements: resources and look-ups. */
export function findRequirements<O>({
  resources,
  lookups,
}: LabBlueprint<O>): readonly Requirements[] {
  return [...resources, ...Object.values(lookups)];
}

/** The actions that create resources. */
export type MakingAction =
  | 'up'
  | 'create-cache'
  | 'create-role'
  | 'create-users'
  | 'deploy-function';

/** Returns the names of the resources that an action creates. */
export function selectResources<O>(
  { resources }: LabBlueprint<O>,
  action: MakingAction,
): readonly NameOf<O>[] {
  return resources
    .filter(({ madeBy }) => action === 'up' || madeBy?.includes(action))
    .map(({ name }) => name);
}
