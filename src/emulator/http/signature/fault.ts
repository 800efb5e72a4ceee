import { type AwsFault, fault } from '../../wire/fault.js';
import type { Protocol } from '../../wire/service-model.js';
import type { SignatureFailure } from './verify.js';

type Code = readonly [code: string, status: number];

const QUERY: Record<SignatureFailure, Code> = {
  missing: ['MissingAuthenticationToken', 403],
  incomplete: ['IncompleteSignature', 403],
  'unknown-key': ['InvalidClientTokenId', 403],
  mismatch: ['SignatureDoesNotMatch', 403],
  date: ['SignatureDoesNotMatch', 403],
  'expired-session': ['ExpiredToken', 403],
};

/** Codes of each protocol for a refused signature ("Common Errors" of the services' API references). */
const CODES: Record<Protocol, Record<SignatureFailure, Code>> = {
  awsQuery: QUERY,
  ec2Query: {
    ...QUERY,
    'unknown-key': ['AuthFailure', 401],
    mismatch: ['SignatureDoesNotMatch', 403],
    date: ['RequestExpired', 400],
    'expired-session': ['RequestExpired', 400],
  },
  awsJson1_1: toJsonCodes(400),
  restJson1: toJsonCodes(403),
};

/** Creates a service's error for a refused signature. */
export function toSignatureFault(
  protocol: Protocol,
  { failure, message }: { failure: SignatureFailure; message: string },
): AwsFault {
  const [code, status] = CODES[protocol][failure];
  return fault(code, message, { status });
}

function toJsonCodes(status: number): Record<SignatureFailure, Code> {
  return {
    missing: ['MissingAuthenticationTokenException', status],
    incomplete: ['IncompleteSignatureException', status],
    'unknown-key': ['UnrecognizedClientException', status],
    mismatch: ['InvalidSignatureException', status],
    date: ['InvalidSignatureException', status],
    'expired-session': ['ExpiredTokenException', status],
  };
}
