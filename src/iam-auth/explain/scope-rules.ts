import { type Finding, fails, holds, isOpen } from './finding.js';
import { quote } from './redact.js';

/** The parts of `X-Amz-Credential`. */
export interface Scope {
  readonly keyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** Whether the form is key/date/region/service/aws4_request. */
  readonly isWhole: boolean;
}

export function readScope(parameters: ReadonlyMap<string, string>): Scope {
  const fields = (parameters.get('X-Amz-Credential') ?? '').split('/');
  const [keyId = '', date = '', region = '', service = '', end] = fields;
  const isWhole = fields.length === 5 && keyId !== '' && date !== '' && end === 'aws4_request';
  return { keyId, date, region, service, isWhole };
}

/** Checks the algorithm, the credential scope and the signed headers. `region` is the cache's region. */
export function explainScope(
  parameters: ReadonlyMap<string, string>,
  region: string | undefined,
): Finding[] {
  const scope = readScope(parameters);
  return [
    explainAlgorithm(parameters.get('X-Amz-Algorithm')),
    scope.isWhole
      ? holds('scope', "The token's credential scope is complete.")
      : fails(
          'scope',
          "The token's X-Amz-Credential does not have the form KEY/DATE/REGION/SERVICE/aws4_request.",
          'Presign the token with an AWS SDK, and change nothing afterwards.',
        ),
    scope.service === 'elasticache'
      ? holds('service', 'The token is signed for the service elasticache.')
      : fails(
          'service',
          `The token is signed for the service ${quote(scope.service)}.`,
          'Sign for the service elasticache, for Valkey and for Redis OSS.',
        ),
    explainRegion(scope.region, region),
    explainSignedHeaders(parameters.get('X-Amz-SignedHeaders')),
  ];
}

function explainAlgorithm(algorithm: string | undefined): Finding {
  if (algorithm === 'AWS4-HMAC-SHA256') return holds('algorithm', 'The algorithm is SigV4.');
  return fails(
    'algorithm',
    `The algorithm is ${quote(algorithm ?? '')}.`,
    'Sign with Signature Version 4: AWS4-HMAC-SHA256.',
  );
}

function explainRegion(signed: string, region: string | undefined): Finding {
  if (region === undefined) {
    const message = `The token is signed for the region ${quote(signed)}.`;
    return isOpen('region', message, "Give the cache's region to compare it.");
  }
  if (signed === region) return holds('region', `The token is signed for the region ${region}.`);
  return fails(
    'region',
    `The token is signed for the region ${quote(signed)}, but the cache is in ${quote(region)}.`,
    "Sign for the cache's region, not for the default region of the client.",
  );
}

function explainSignedHeaders(headers: string | undefined): Finding {
  if (headers === 'host') return holds('signed-headers', 'The only signed header is host.');
  return fails(
    'signed-headers',
    `The signed headers are ${quote(headers ?? '')}.`,
    'Sign only the header host, because the cache cannot verify others.',
  );
}
