import { createHash } from 'node:crypto';
import { Runtime } from '@aws-sdk/client-lambda';
import { toPartition } from '../state/account.js';

/** The Node.js runtimes for new functions in autumn 2026 (F6.5). */
export const NODE_RUNTIMES: readonly string[] = [
  Runtime.nodejs22x,
  Runtime.nodejs24x,
  Runtime.nodejs26x,
];

/** The Python runtimes that run here: those with ends after autumn 2028 (F6.21). */
export const PYTHON_RUNTIMES: readonly string[] = [
  Runtime.python312,
  Runtime.python313,
  Runtime.python314,
];

/** Returns `nodejs:24.v1` or `python:3.13.v1`, as in INIT_START. AWS increases the last number; here it is always 1. */
export function toRuntimeVersion(runtime: string): string {
  return `${runtime.replace(/^([a-z]+)([\d.]*\d)(\.x)?$/, '$1:$2')}.v1`;
}

/** Returns the ARN of a runtime version. AWS does not document the source of its hash. */
export function toRuntimeVersionArn(runtime: string, region: string): string {
  const hash = createHash('sha256').update(toRuntimeVersion(runtime)).digest('hex');
  return `arn:${toPartition(region)}:lambda:${region}::runtime:${hash}`;
}
