import type { LabResult } from '../../actions/results.js';

/**
 * The keys of JSON documents, written by hand because scripts rely on them. When the keys of a result change, its
 * command no longer compiles.
 */

export interface Head {
  readonly lab: string;
  readonly region: string;
  readonly account: string;
  readonly local: boolean;
}

export interface ResourceDocument {
  readonly kind: string;
  readonly name: string;
  readonly arn: string | null;
  readonly owned: boolean | null;
  readonly state: string;
  readonly action: 'created' | 'updated' | 'unchanged' | 'deleted' | 'absent' | 'kept';
  readonly elapsedMs: number;
}

/** The document of `up`, of its single steps and of `down`. Only a dry run has `changes` and `cost`. */
export interface LabDocument extends Head {
  readonly resources: readonly ResourceDocument[];
  readonly endpoint: { readonly address: string; readonly port: number } | null;
  readonly elapsedMs: number;
  readonly changes?: readonly {
    readonly resource: string;
    readonly field: string;
    readonly from: string | null;
    readonly to: string | null;
  }[];
  readonly cost?: {
    readonly currency: 'USD';
    readonly minPerMonth: number;
    readonly minPerHour: number;
    readonly maxPerMonth: number;
    readonly source: string;
  } | null;
}

export function toLabDocument(result: LabResult): LabDocument {
  const { lab, region, account, local, resources, endpoint, elapsedMs, changes, cost } = result;
  return {
    ...{ lab, region, account, local, resources, endpoint, elapsedMs },
    ...(changes && { changes, cost: cost ?? null }),
  };
}
