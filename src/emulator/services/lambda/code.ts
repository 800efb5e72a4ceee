import { createHash } from 'node:crypto';
import { settle } from '../../state/lifecycle.js';
import type { FunctionRunner } from '../../state/ports.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { invalid } from './names.js';

/** Uploads over 50 MB must come from S3. AWS counts the base64 text of the request. */
const UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024;
const REQUEST_LIMIT_BYTES = 69_905_067;

/** The packages of all functions in a region; docs/LOCAL.md states it. AWS keeps 75 GB (Lambda quotas). */
export const MAX_CODE_BYTES = 512 * 1024 * 1024;

/** The members of CreateFunction and UpdateFunctionCode that name the code. */
export interface CodeSource {
  readonly ZipFile?: Uint8Array | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
  readonly ImageUri?: string | undefined;
}

/** An uploaded zip and its SHA-256 in base64. */
export interface FunctionCode {
  readonly zip: Uint8Array;
  readonly codeSha256: string;
}

/** Reads the zip of a request. Throws the errors that Lambda finds before it answers. */
export async function readCode(
  source: CodeSource,
  { operation, functions }: { operation: string; functions: FunctionRunner },
): Promise<FunctionCode> {
  if (source.S3Bucket ?? source.S3Key ?? source.S3ObjectVersion ?? source.ImageUri) {
    throw invalid(
      'Code in S3 and container images cannot be read here: this endpoint takes ZipFile.',
    );
  }
  const zip = source.ZipFile;
  if (!zip || zip.byteLength === 0) {
    throw invalid('Please provide a source for function code.');
  }
  if (zip.byteLength > UPLOAD_LIMIT_BYTES) {
    throw fault(
      'RequestEntityTooLargeException',
      `Request must be smaller than ${REQUEST_LIMIT_BYTES} bytes for the ${operation} operation`,
      { status: 413 },
    );
  }
  const problem = await functions.findCodeFault(zip);
  if (problem) throw invalid(problem);
  return { zip, codeSha256: createHash('sha256').update(zip).digest('base64') };
}

/** Throws CodeStorageExceededException when the region has no room. `name`: the function whose package is replaced. */
export function requireCodeStorage(
  { zip }: FunctionCode,
  name: string,
  { state, clock }: OperationContext,
): void {
  const others = [...state.lambda.functions.values()].filter(
    (fn) => fn.name !== name && settle(fn.lifecycle, clock.now()) !== 'gone',
  );
  const bytes = others.reduce((sum, fn) => sum + fn.zip.byteLength, zip.byteLength);
  if (bytes > MAX_CODE_BYTES) {
    throw fault('CodeStorageExceededException', 'Code storage limit exceeded.');
  }
}
