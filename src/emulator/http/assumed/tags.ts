import { fault } from '../../wire/fault.js';
import { type AccessQuestion, toResourceKey } from '../resource-arn.js';
import type { History } from './history.js';

/** The members in which services answer tags. */
const TAG_LISTS = ['Tags', 'TagList', 'tags'];
/** Members whose value holds tags: those of GetRole and GetPolicy. */
const HOLDERS = ['Role', 'Policy'];

/** The code with which each service refuses to read tags that are not there yet, by signing name. */
const REFUSALS: Readonly<Record<string, string>> = {
  elasticache: 'InvalidParameterValueException',
  iam: 'InvalidInputException',
  lambda: 'InvalidParameterValueException',
  logs: 'InvalidParameterException',
};

/** Throws when the tags of a new resource cannot be read yet. */
export function refuseNewTags(call: AccessQuestion, history: History): void {
  const { model, operation, context } = call;
  if (!context.aws.assumes('new-tags', 'refused')) return;
  if (!/^List.*Tags/.test(operation.name) || !isNew(call, history)) return;
  throw fault(REFUSALS[model.signingName] ?? '', 'The resource is not available for tagging yet.');
}

/** Returns a read's answer without the tags of a new resource. */
export function hideNewTags(
  call: AccessQuestion,
  output: object | undefined,
  history: History,
): object | undefined {
  if (!call.context.aws.assumes('new-tags', 'late') || !isNew(call, history)) return output;
  return output && removeTags(output);
}

function isNew(call: AccessQuestion, history: History): boolean {
  return history.isFresh(toResourceKey(call), 'created', call.context);
}

function removeTags(output: object): object {
  const entries = Object.entries(output).filter(([name]) => !TAG_LISTS.includes(name));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, HOLDERS.includes(name) ? removeTags(value) : value]),
  );
}
