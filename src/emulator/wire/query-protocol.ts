import { fault } from './fault.js';
import { parseQueryForm, readQueryInput } from './query-reader.js';
import { refuseBody } from './refusal.js';
import { getInputSchema } from './schema.js';
import type { ServiceModel } from './service-model.js';
import type { FoundOperation, WireProtocol, WireRequest } from './wire-protocol.js';
import {
  writeEc2Error,
  writeEc2Response,
  writeQueryError,
  writeQueryResponse,
} from './xml-writer.js';

/** awsQuery: a form in, XML out. */
export const queryProtocol: WireProtocol = {
  find: findByAction,
  write: writeQueryResponse,
  writeError: (error, { requestId, model }) =>
    writeQueryError(error, { requestId, xmlNamespace: model?.xmlNamespace }),
};

/** ec2Query: like awsQuery, with other names and another XML envelope. */
export const ec2Protocol: WireProtocol = {
  find: findByAction,
  write: writeEc2Response,
  writeError: (error, { requestId }) => writeEc2Error(error, requestId),
};

function findByAction(model: ServiceModel, request: WireRequest): FoundOperation {
  const form = parseQueryForm(request);
  if (!form.ok) throw refuseBody(model, form.message);
  const { action, version, root } = form;
  if (!action) {
    throw fault('MissingAction', 'The request must contain the parameter Action.');
  }
  const operation = model.operations.find(({ name }) => name === action);
  if (!operation || (version && version !== model.version)) {
    throw fault('InvalidAction', toUnknownText(model, action, version));
  }
  return { operation, read: () => readQueryInput(model, getInputSchema(operation.schema), root) };
}

function toUnknownText(model: ServiceModel, action: string, version: string): string {
  const name = action.slice(0, 100);
  if (model.protocol === 'ec2Query') {
    return `The action ${name} is not valid for this web service.`;
  }
  return `Could not find operation ${name} for version ${version.slice(0, 20) || model.version}.`;
}
