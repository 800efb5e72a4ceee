import { type AwsFault, fault } from './fault.js';
import type { ServiceModel } from './service-model.js';

/** The rule of the model that a member breaks. */
export type Breach = 'missing' | 'unknown' | 'enum' | 'constraint' | 'type';

export interface Refusal {
  readonly breach: Breach;
  /** The path of the member, such as `Tags.1.Key`. */
  readonly member: string;
  readonly value?: unknown;
  /** The rule in AWS's words. */
  readonly rule?: string;
}

/** A place in a request, for error messages. */
export interface Place {
  readonly model: ServiceModel;
  /** The dotted name of the member, such as `Tags.1`; empty for the whole input. */
  readonly path: string;
}

/** Returns the place of a member or item. */
export function enter({ model, path }: Place, part: string): Place {
  const short = part.slice(0, 100);
  return { model, path: path ? `${path}.${short}` : short };
}

const NOT_NULL = 'Member must not be null';
const SECRET = /password|secret|token/i;

/**
 * Creates the error that the service itself returns for a member that its model refuses. Unknown members come
 * from programs other than the SDK, which omits them (F9.5).
 */
export function refuse(model: ServiceModel, refusal: Refusal): AwsFault {
  if (model.protocol === 'ec2Query') return refuseAsEc2(refusal);
  if (model.protocol === 'awsJson1_1') return refuseAsJson('InvalidParameterException', refusal);
  if (model.protocol === 'restJson1') return refuseAsLambda(refusal);
  if (model.signingName === 'elasticache') return refuseAsElastiCache(refusal);
  return fault('ValidationError', toValidationText(refusal));
}

/** Creates the error for a malformed body or query string. */
export function refuseBody(model: ServiceModel, message: string): AwsFault {
  if (model.protocol === 'restJson1') {
    return fault(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${message}`,
    );
  }
  if (model.protocol === 'awsJson1_1') return fault('SerializationException', message);
  return fault('MalformedQueryString', message);
}

function refuseAsEc2(refusal: Refusal): AwsFault {
  const { breach, member } = refusal;
  if (breach === 'missing') {
    return fault('MissingParameter', `The request must contain the parameter ${member}`);
  }
  if (breach === 'unknown') {
    return fault('UnknownParameter', `The parameter ${member} is not recognized`);
  }
  return fault(
    'InvalidParameterValue',
    `Value (${toText(refusal)}) for parameter ${member} is invalid. ${refusal.rule ?? ''}`.trim(),
  );
}

function refuseAsElastiCache(refusal: Refusal): AwsFault {
  const { breach, member, rule } = refusal;
  if (breach === 'missing') {
    return fault('MissingParameter', `The request must contain the parameter ${member}.`);
  }
  if (breach === 'unknown') {
    return fault('InvalidParameterValue', `The parameter ${member} is not recognized.`);
  }
  return fault(
    'InvalidParameterValue',
    `The parameter ${member} has the invalid value '${toText(refusal)}'. ${rule}.`,
  );
}

/** Lambda's own code checks enums; its model checks everything else. */
function refuseAsLambda(refusal: Refusal): AwsFault {
  if (refusal.breach === 'type') return refuseType(refusal);
  if (refusal.breach !== 'enum') return fault('ValidationException', toValidationText(refusal));
  const member = toWireName(refusal.member);
  return fault(
    'InvalidParameterValueException',
    `Value ${toText(refusal)} at '${member}' failed to satisfy constraint: ${refusal.rule}`,
  );
}

function refuseAsJson(code: string, refusal: Refusal): AwsFault {
  if (refusal.breach === 'type') return refuseType(refusal);
  return fault(code, toValidationText(refusal));
}

function refuseType({ member, rule }: Refusal): AwsFault {
  return fault('SerializationException', `The value of '${toWireName(member)}': ${rule}.`);
}

/** Builds the text that AWS's services derive from their models. */
function toValidationText(refusal: Refusal): string {
  const member = toWireName(refusal.member);
  if (refusal.breach === 'unknown') {
    return `1 validation error detected: '${member}' is not a member of this request`;
  }
  const value = refusal.breach === 'missing' ? 'null' : `'${toText(refusal)}'`;
  const rule = refusal.breach === 'missing' ? NOT_NULL : refusal.rule;
  return `1 validation error detected: Value ${value} at '${member}' failed to satisfy constraint: ${rule}`;
}

function toWireName(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1);
}

/** Returns what an error may show of a value: nothing of a secret, and at most 100 characters. */
function toText({ member, value }: Refusal): string {
  if (SECRET.test(member)) return '***';
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
