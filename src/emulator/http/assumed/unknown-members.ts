import type { WireAnswer } from '../../wire/wire-protocol.js';
import type { AccessQuestion } from '../resource-arn.js';

const NAME = 'MemberOfTheFuture';
const XML = `<${NAME}><Inner>1</Inner></${NAME}>`;

/** Adds members to an answer that the API model does not have. */
export function addUnknownMembers(
  answer: WireAnswer,
  { operation, context }: AccessQuestion,
): WireAnswer {
  if (context.aws.assumes('answer-members', 'modelled')) return answer;
  const type = answer.headers['content-type'] ?? '';
  if (type.startsWith('text/xml'))
    return { ...answer, body: addToXml(String(answer.body), operation.name) };
  // The payload of a function has no content type, and is not Lambda's to change.
  if (!type.includes('json')) return answer;
  return { ...answer, body: addToJson(answer.body) };
}

/** Adds a member to the result (in EC2, beside `requestId`) and to each structure in a list. */
function addToXml(xml: string, operation: string): string {
  return xml
    .replace(`<${operation}Result>`, (tag) => tag + XML)
    .replace('</requestId>', (tag) => tag + XML)
    .replace(/<(?:member|item)>(?=<)/g, (tag) => tag + XML);
}

function addToJson(body: WireAnswer['body']): WireAnswer['body'] {
  const text = Buffer.from(body).toString('utf8');
  if (!text.startsWith('{')) return body;
  const rest = text.slice(1);
  return `{"${NAME}":{"inner":1}${rest.startsWith('}') ? '' : ','}${rest}`;
}
