import { awsJsonProtocol } from './aws-json.js';
import { ec2Protocol, queryProtocol } from './query-protocol.js';
import { restJsonProtocol } from './rest-json.js';
import type { Protocol } from './service-model.js';
import type { WireProtocol, WireRequest } from './wire-protocol.js';

/** The implementation of each of AWS's protocols. */
export const protocols: Readonly<Record<Protocol, WireProtocol>> = {
  awsQuery: queryProtocol,
  ec2Query: ec2Protocol,
  awsJson1_1: awsJsonProtocol,
  restJson1: restJsonProtocol,
};

/** Guesses a request's protocol, for errors before the service is known. */
export function guessProtocol(request: Pick<WireRequest, 'headers' | 'path'>): Protocol {
  if (request.headers['x-amz-target']) return 'awsJson1_1';
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) return 'awsQuery';
  return request.path === '/' ? 'awsQuery' : 'restJson1';
}
