import fc from 'fast-check';
import { services } from '../../../src/emulator/services/index.js';

/** Names and values of forms, valid and malformed. */
const part = fc.constantFrom(
  ...['UserId', 'UserName', 'Engine', 'Tags', 'Filter', 'Passwords', 'AuthenticationMode', 'Type'],
  ...[
    'member',
    'Tag',
    'Key',
    'Value',
    '1',
    '2',
    '0',
    '-1',
    '99999999999',
    'item',
    'entry',
    'RoleName',
  ],
  ...['__proto__', 'constructor', 'toString', 'length', '', ' ', 'x'.repeat(300), 'ünï'],
);
const parameter = fc.tuple(
  fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.')),
  fc.oneof(part, fc.string()),
);
const queryServices = services.filter(({ protocol }) => /Query$/.test(protocol));

/** The body of a query request, and its service. */
export const form = fc.constantFrom(...queryServices).chain((model) =>
  fc
    .tuple(
      fc.constantFrom(...model.operations.map(({ name }) => name), 'NoSuchAction', '', '__proto__'),
      fc.array(parameter, { maxLength: 8 }),
      fc.constantFrom('', '%', '&&&', '=', '&Version=1999-01-01', '&Action=Other', '\u0000', '+%2'),
    )
    .map(([action, parameters, rest]) => {
      const pairs = [['Action', action] as const, ...parameters];
      return {
        service: model.signingName,
        body: `${pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')}${rest}`,
      };
    }),
);

/** Members of JSON requests, and members that every object has. */
const names = fc.constantFrom(
  ...['FunctionName', 'Code', 'ZipFile', 'Role', 'Runtime', 'Environment', 'Variables', 'Tags'],
  ...[
    'logGroupName',
    'logStreamName',
    'tags',
    'limit',
    'startTime',
    'Timeout',
    '__proto__',
    'toString',
  ],
);
const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e308, '', 'fn', 'nodejs24.x', [], {}),
    fc.string(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(names, tie('value')), { maxLength: 5 })
      .map((pairs) => Object.fromEntries(pairs)),
  ),
}));

/** JSON of any shape, and malformed JSON. */
export const jsonText = fc.oneof(
  { weight: 6, arbitrary: json.map((value) => JSON.stringify(value)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(json, fc.nat())
      .map(([value, at]) =>
        JSON.stringify(value).slice(0, at % (JSON.stringify(value).length + 1)),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      'NaN',
      '{"a":1,}',
      "{'a':1}",
      '\ufeff{}',
      '[[[[',
      '{"a":1}{}',
      '\u0000',
    ),
  },
  { weight: 1, arbitrary: fc.constant('['.repeat(50_000)) },
);

/** Lambda's paths and queries, valid and malformed. */
export const lambdaPath = fc
  .tuple(
    fc.constantFrom('2015-03-31/functions', '2017-03-31/tags', '2016-08-19/account-settings', 'x'),
    fc.constantFrom(
      '',
      '/fn',
      '/%00',
      '/%zz',
      '/a%2fb',
      '/arn:aws:lambda:us-east-1:1:function:fn',
      '/__proto__',
    ),
    fc.constantFrom('', '/code', '/configuration', '/invocations', '/policy', '//', '/..'),
    fc.constantFrom(
      '',
      '?MaxItems=1',
      '?MaxItems=x',
      '?Qualifier=%',
      '?a',
      '?tagKeys=a&tagKeys=b',
      '?__proto__=1',
    ),
  )
  .map((parts) => `/${parts.join('')}`);
