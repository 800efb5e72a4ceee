import { type Finding, fails, holds, isOpen } from './finding.js';
import { quote } from './redact.js';

/** What `X-Amz-Credential` says. */
export interface Scope {
  readonly keyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** Whether it is key/date/region/service/aws4_request. */
  readonly isWhole: boolean;
}

export function readScope(parameters: ReadonlyMap<string, string>): Scope {
  const fields = (parameters.get('X-Amz-Credential') ?? '').split('/');
  const [keyId = '', date = '', region = '', service = '', end] = fields;
  const isWhole = fields.length === 5 && keyId !== '' && date !== '' && end === 'aws4_request';
  return { keyId, date, region, service, isWhole };
}

/** With what the token says that it was signed; `region` is the cache's. */
export function explainScope(
  parameters: ReadonlyMap<string, string>,
  region: string | undefined,
): Finding[] {
  const scope = readScope(parameters);
  return [
    explainAlgorithm(parameters.get('X-Amz-Algorithm')),
    scope.isWhole
      ? holds('scope', 'Its credential scope is whole.')
      : fails(
          'scope',
          'Its X-Amz-Credential is not KEY/DATE/REGION/SERVICE/aws4_request.',
          'Let an AWS SDK presign it; change nothing afterwards.',
        ),
    scope.service === 'elasticache'
      ? holds('service', 'It is signed for the service elasticache.')
      : fails(
          'service',
          `It is signed for the service ${quote(scope.service)}.`,
          'Sign for the service elasticache, also where the cache runs Valkey or Redis OSS.',
        ),
    explainRegion(scope.region, region),
    explainSignedHeaders(parameters.get('X-Amz-SignedHeaders')),
  ];
}

function explainAlgorithm(algorithm: string | undefined): Finding {
  if (algorithm === 'AWS4-HMAC-SHA256') return holds('algorithm', 'Its algorithm is SigV4.');
  return fails(
    'algorithm',
    `Its algorithm is ${quote(algorithm ?? '')}.`,
    'Sign with Signature Version 4: AWS4-HMAC-SHA256.',
  );
}

function explainRegion(signed: string, region: string | undefined): Finding {
  if (region === undefined) {
    const message = `It is signed for the region ${quote(signed)}.`;
    return isOpen('region', message, "Name the cache's region to have it compared.");
  }
  if (signed === region) return holds('region', `It is signed for the region ${region}.`);
  return fails(
    'region',
    `It is signed for the region ${quote(signed)}, but the cache is in ${quote(region)}.`,
    "Sign with the cache's region, not with the default region of the client.",
  );
}

function explainSignedHeaders(headers: string | undefined): Finding {
  if (headers === 'host') return holds('signed-headers', 'Only the header host is signed.');
  return fails(
    'signed-headers',
    `Its signed headers are ${quote(headers ?? '')}.`,
    'Sign the header host only: the cache has no others to verify.',
  );
}
