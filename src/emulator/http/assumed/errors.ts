import { AwsFault, fault } from '../../wire/fault.js';
import { toWireError } from '../../wire/wire-error.js';
import type { AccessQuestion } from '../resource-arn.js';

/** Operations whose refusals for a state have an assumption of their own. */
const OWN_REFUSALS = ['DeleteUserGroup', 'ListTagsForResource'];

const IS_STATE = /^Invalid(ServerlessCache|User|UserGroup)StateFault$/;

/** The model spells codes of this kind with and without `Fault`, depending on the resource. */
const TWO_SPELLINGS = /^\w+(NotFound|AlreadyExists|State|Exceeded)(Fault)?$/;

/** Returns ElastiCache's error with another code or another message, where AWS may have another one. */
export function toAssumedError(
  { model, operation, context }: AccessQuestion,
  error: unknown,
): unknown {
  const { assumes } = context.aws;
  if (!(error instanceof AwsFault) || model.signingName !== 'elasticache') return error;
  const isState = IS_STATE.test(error.shape) && !OWN_REFUSALS.includes(operation.name);
  if (isState && assumes('state-refusals', 'value-errors')) {
    return fault('InvalidParameterValueException', error.message);
  }
  if (assumes('elasticache-errors', 'modelled')) return error;
  if (assumes('elasticache-errors', 'other-words')) {
    return fault(error.shape, 'The request cannot be completed.');
  }
  const { code, status } = toWireError(error, model);
  if (!TWO_SPELLINGS.test(code)) return error;
  const other = code.endsWith('Fault') ? code.slice(0, -'Fault'.length) : `${code}Fault`;
  return fault(error.shape, error.message, { status, code: other });
}
