import { fault } from '../../wire/fault.js';
import { toSlice } from '../page.js';

export interface IdError {
  readonly code: string;
  /** `The vpc ID '…' does not exist`: what stands around the id. */
  readonly message: (id: string) => string;
}

/** The resources of the ids, or all without ids. Throws the given error for the first that is missing. */
export function findByIds<T>(
  resources: ReadonlyMap<string, T>,
  ids: readonly string[] | undefined,
  error: IdError,
): T[] {
  if (!ids || ids.length === 0) return [...resources.values()];
  return [...new Set(ids)].map((id) => requireById(resources, id, error));
}

/** The resource of an id; throws the given error when it is missing. */
export function requireById<T>(
  resources: ReadonlyMap<string, T>,
  id: string | undefined,
  error: IdError,
): T {
  const found = resources.get(id ?? '');
  if (!found) throw fault(error.code, error.message(id ?? ''));
  return found;
}

export const VPC_ERROR: IdError = {
  code: 'InvalidVpcID.NotFound',
  message: (id) => `The vpc ID '${id}' does not exist`,
};

export const SUBNET_ERROR: IdError = {
  code: 'InvalidSubnetID.NotFound',
  message: (id) => `The subnet ID '${id}' does not exist`,
};

export const GROUP_ERROR: IdError = {
  code: 'InvalidGroup.NotFound',
  message: (id) => `The security group '${id}' does not exist`,
};

export const INTERFACE_ERROR: IdError = {
  code: 'InvalidNetworkInterfaceID.NotFound',
  message: (id) => `The networkInterface ID '${id}' does not exist`,
};

export interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export interface Page<T> {
  readonly items: T[];
  readonly next: { NextToken?: string };
}

/** One page of a list. Throws InvalidParameterValue for a size that EC2 does not take, InvalidNextToken. */
export function cutPage<T>(items: readonly T[], request: PageRequest): Page<T> {
  const { MaxResults: size, NextToken: token } = request;
  if (size !== undefined && (!Number.isInteger(size) || size < 5 || size > 1000)) {
    throw fault(
      'InvalidParameterValue',
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`,
    );
  }
  const { start, end, next } = toSlice({
    total: items.length,
    max: size ?? 1000,
    marker: token || undefined,
    invalidMarker: () => fault('InvalidNextToken', 'The token is invalid.'),
  });
  return { items: items.slice(start, end), next: next === undefined ? {} : { NextToken: next } };
}
