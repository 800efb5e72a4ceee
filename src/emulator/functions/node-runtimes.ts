import { createHash } from 'node:crypto';
import { Runtime } from '@aws-sdk/client-lambda';
import { toPartition } from '../state/account.js';

/** Node runtimes in which functions can be made (autumn 2026: nodejs20.x is closed since 2026-08-31). */
export const NODE_RUNTIMES: readonly string[] = [
  Runtime.nodejs22x,
  Runtime.nodejs24x,
  Runtime.nodejs26x,
];

/** `nodejs:24.v1`, as INIT_START names it; AWS counts the last part, here it is always 1. */
export function toRuntimeVersion(runtime: string): string {
  return `nodejs:${runtime.replace(/^nodejs|\.x$/g, '')}.v1`;
}

/** The ARN of a runtime version; on AWS it ends with a hash too, of what AWS does not say. */
export function toRuntimeVersionArn(runtime: string, region: string): string {
  const hash = createHash('sha256').update(toRuntimeVersion(runtime)).digest('hex');
  return `arn:${toPartition(region)}:lambda:${region}::runtime:${hash}`;
}
