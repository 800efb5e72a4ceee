import type { LabResult } from '../../actions/results.js';

/**
 * Keys of JSON documents, written out by hand: scripts rely on them. A result whose keys change does not fit, and
 * its command does not compile.
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

/** Of `up`, the steps and `down`; `changes` and `cost` of a dry run. */
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
    readonly source: string;
  } | null;
}

export function toLabDocument(result: LabResult): LabDocument {
  const { lab, region, account, local, resources, endpoint, elapsedMs, changes, cost } = result;
  return {
    ...{ lab, region, account, local, resources, endpoint, elapsedMs },
    ...(changes && { changes }),
    ...(cost !== undefined && { cost }),
  };
}
