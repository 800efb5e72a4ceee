import { XmlShapeSerializer } from '@aws-sdk/core/protocols';
import { getNamespace, getOutputSchema } from './schema.js';
import type { ServedOperation, ServiceModel } from './service-model.js';
import type { WireError } from './wire-error.js';
import type { WireAnswer } from './wire-protocol.js';

/** Smithy's number for the date-time format, the default of the XML protocols. */
const DATE_TIME = 5;
// XML 1.0 cannot contain these characters, not even escaped.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed.
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

export interface XmlAnswer {
  readonly model: ServiceModel;
  readonly operation: ServedOperation;
  readonly output: object | undefined;
  readonly requestId: string;
}

/** Writes an awsQuery response: `<OpResponse><OpResult>…</OpResult><ResponseMetadata>…`. */
export function writeQueryResponse({ model, operation, output, requestId }: XmlAnswer): WireAnswer {
  const inner = writeMembers(operation, output);
  const result = inner === undefined ? '' : wrap(`${operation.name}Result`, inner);
  const metadata = wrap('ResponseMetadata', writeText('RequestId', requestId));
  return toAnswer(200, wrap(`${operation.name}Response`, result + metadata, model.xmlNamespace));
}

/** Writes an ec2Query response: members directly below `<OpResponse>`, or `<return>` without members. */
export function writeEc2Response({ model, operation, output, requestId }: XmlAnswer): WireAnswer {
  const inner = writeMembers(operation, output) ?? writeText('return', 'true');
  const body = writeText('requestId', requestId) + inner;
  return toAnswer(200, wrap(`${operation.name}Response`, body, model.xmlNamespace));
}

/** Writes an awsQuery error: `<ErrorResponse><Error>…`. */
export function writeQueryError(
  error: WireError,
  { requestId, xmlNamespace }: { requestId: string; xmlNamespace?: string | undefined },
): WireAnswer {
  const type = error.isServerFault ? 'Receiver' : 'Sender';
  const inner = writeText('Type', type) + writeCode(error);
  const body = wrap('Error', inner) + writeText('RequestId', requestId);
  return toAnswer(error.status, wrap('ErrorResponse', body, xmlNamespace));
}

/** Writes an EC2 error: `<Response><Errors><Error>…`. */
export function writeEc2Error(error: WireError, requestId: string): WireAnswer {
  const errors = wrap('Errors', wrap('Error', writeCode(error)));
  return toAnswer(error.status, wrap('Response', errors + writeText('RequestID', requestId)));
}

/** Writes the members of an output as XML. Returns undefined for an operation without output. */
function writeMembers(operation: ServedOperation, output: object | undefined): string | undefined {
  const schema = getOutputSchema(operation.schema);
  if (schema.isUnitSchema()) return undefined;
  const serializer = new XmlShapeSerializer({
    timestampFormat: { useTrait: true, default: DATE_TIME },
    httpBindings: false,
    xmlNamespace: '',
    serviceNamespace: getNamespace(operation.schema),
  });
  serializer.write(schema, output ?? {});
  // The SDK's serialiser writes requests: its root element is the shape. The response's root is the operation.
  const xml = String(serializer.flush()).replace(NOT_XML, '');
  const start = xml.indexOf('>') + 1;
  return xml.endsWith('/>') && start === xml.length ? '' : xml.slice(start, xml.lastIndexOf('</'));
}

function writeCode(error: WireError): string {
  return writeText('Code', error.code) + writeText('Message', error.message);
}

function writeText(name: string, text: string): string {
  const escaped = text
    .replace(NOT_XML, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#xD;');
  return wrap(name, escaped);
}

function wrap(name: string, xml: string, namespace?: string): string {
  return `<${name}${namespace ? ` xmlns="${namespace}"` : ''}>${xml}</${name}>`;
}

function toAnswer(status: number, xml: string): WireAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`;
  return { status, headers: { 'content-type': 'text/xml;charset=UTF-8' }, body };
}
