import type { CreateFunctionCommandInput } from '@aws-sdk/client-lambda';

/** A function and its calls. */
export interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly settings?: Partial<CreateFunctionCommandInput>;
  readonly events?: readonly unknown[];
}

const JSON_LOG = { LoggingConfig: { LogFormat: 'JSON' } } as const;
const QUICK = { Timeout: 1 };

const esm = (name: string, code: string, more: Omit<Case, 'name' | 'files'> = {}): Case => ({
  name,
  files: { 'index.mjs': code },
  ...more,
});
const commonJs = (name: string, code: string, more: Omit<Case, 'name' | 'files'> = {}): Case => ({
  name,
  files: { 'index.js': code },
  ...more,
});
/** Creates a case with an ES module whose handler has this body. */
const runs = (name: string, body: string, more: Omit<Case, 'name' | 'files'> = {}): Case =>
  esm(name, `export const handler = async (event, context) => { ${body} };`, more);

const LOADING: readonly Case[] = [
  esm('an ES module', 'export const handler = async (event) => ({ event });', { events: [1, [2]] }),
  commonJs('CommonJS', 'exports.handler = async (event) => ({ event });'),
  {
    name: 'an ES module by package.json',
    files: {
      'index.js': 'export const handler = async () => import.meta.url.endsWith("index.js");',
      'package.json': '{"type":"module"}',
    },
  },
  {
    name: 'a package.json that is no JSON',
    files: { 'index.js': 'exports.handler = async () => 1;', 'package.json': '{' },
  },
  {
    name: 'a folder and a package beside it',
    files: {
      'src/app.mjs': "import { one } from 'some'; export const main = async () => one;",
      'node_modules/some/index.js': 'exports.one = 1;',
    },
    settings: { Handler: 'src/app.main' },
  },
  esm('a handler in an object', 'export const api = { main: async () => 1 };', {
    settings: { Handler: 'index.api.main' },
  }),
  esm('a static method of a class', 'export class Api { static async main() { return 1; } }', {
    settings: { Handler: 'index.Api.main' },
  }),
  esm('a default export', 'export default { handler: async () => 1 };'),
  esm('an error at the start', "throw new TypeError('at start');"),
  esm('a value thrown at the start', "throw 'at start';"),
  esm('a syntax error', 'export const handler = async () => { ;'),
  esm('a module that is missing', "import 'nowhere'; export const handler = async () => 1;"),
  commonJs('a required module that is missing', "require('nowhere');"),
  { name: 'no such file', files: { 'other.mjs': '' } },
  esm('no such export', 'export const other = 1;'),
  esm('an export that is no function', 'export const handler = 1;'),
  esm('a path that leads out', '', { settings: { Handler: '../index.handler' } }),
  esm('an end at the start', 'process.exit(3);'),
  esm('an error at the start in JSON logs', "throw new TypeError('at start');", {
    settings: JSON_LOG,
  }),
  esm('no such export in JSON logs', 'export const other = 1;', { settings: JSON_LOG }),
];

const ANSWERS: readonly Case[] = [
  runs('nothing', ''),
  runs('a function', 'return () => 1;'),
  runs('what JSON leaves out', 'return { a: undefined, b: NaN, c: new Date(0), d: () => 1 };'),
  runs('what JSON cannot hold', 'const a = {}; a.a = a; return a;'),
  runs('a big integer', 'return 1n;'),
  runs('text beyond ASCII', 'return event;', { events: ['äöü € 😀 \u2028 \u0000 \u007f'] }),
  runs('a response that is too large', "return 'x'.repeat(6 * 1024 * 1024 + 200);"),
  runs('the largest response', "return 'x'.repeat(6 * 1024 * 1024 - 2).length;"),
  esm('a value without a promise', 'export const handler = () => 1;'),
];

const ERRORS: readonly Case[] = [
  runs('an error', "throw new RangeError('no');", { events: [1, 2] }),
  runs(
    'an error with fields, a cause and a name of its own',
    "throw Object.assign(new Error('no', { cause: new Error('why') }), { name: 'Own', code: 7, more: [1] });",
  ),
  runs('a string', "throw 'text';"),
  runs('a number', 'throw 7;'),
  runs('undefined', 'throw undefined;'),
  runs('null', 'throw null;'),
  runs('an object', 'throw { a: 1 };'),
  runs('an object like an error', "throw { name: 'N', message: 'm', stack: 's' };"),
  runs(
    'an error that cannot be read',
    "throw Object.defineProperty(new Error('m'), 'stack', { get() { throw 1; } });",
  ),
  runs(
    'an error without a stack',
    "const e = new Error('m'); delete e.stack; e.stack = undefined; throw e;",
  ),
  runs('a message with DEL', "throw new Error('a\u007fb');"),
  runs('an aggregate', "throw new AggregateError([new Error('one')], 'all');"),
  esm('an error without a promise', "export const handler = () => { throw new Error('sync'); };"),
  runs('an end', "console.log('bye'); process.exit(4);"),
  runs('an end without a reason', 'process.exit(0);'),
  runs('too much time', "console.log('waits'); await new Promise((r) => setTimeout(r, 9000));", {
    settings: QUICK,
  }),
  runs(
    'an uncaught error',
    "await new Promise(() => setTimeout(() => { throw new Error('late'); }));",
    {
      settings: QUICK,
    },
  ),
  runs(
    'a rejection that nobody handles',
    "Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 500)); return 1;",
    { settings: QUICK },
  ),
  runs('an error in JSON logs', "throw Object.assign(new RangeError('no'), { code: 7 });", {
    settings: JSON_LOG,
  }),
];

const LOGS: readonly Case[] = [
  runs(
    'every method of the console',
    "console.trace('t'); console.debug('d'); console.info('i'); console.log('l', 1, { a: [1] }); console.warn('w'); console.error('e'); console.fatal('f'); console.log('%s is %d', 'x', 2); console.log('a\\nb'); console.log();",
  ),
  runs(
    'every method of the console in JSON logs',
    "console.debug('d'); console.info({ a: 1 }); console.log('l', 1); console.warn('a\\nb'); console.error(new TypeError('e')); console.error('x', new TypeError('e')); console.error(new TypeError('e'), 1); console.fatal(1n); console.log();",
    { settings: { LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'TRACE' } } },
  ),
  runs('a level', "console.info('i'); console.warn('w'); console.fatal('f');", {
    settings: { LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'ERROR' } },
  }),
  esm(
    'lines while it starts',
    "console.log('starts'); export const handler = async () => console.log('runs');",
  ),
  esm(
    'lines while it starts, in JSON',
    "console.log('starts'); export const handler = async () => console.log('runs');",
    {
      settings: JSON_LOG,
    },
  ),
  runs('raw output', "process.stdout.write('raw\\n'); process.stderr.write('error\\n');"),
];

const SURROUNDINGS: readonly Case[] = [
  runs(
    'the context',
    'const { getRemainingTimeInMillis, awsRequestId, xRayTraceId, ...rest } = context; return [typeof xRayTraceId, Object.keys(context).sort(), Object.entries(rest).sort(), getRemainingTimeInMillis() > 0, awsRequestId.length];',
  ),
  runs(
    'the environment',
    "const own = ['PATH', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_LAMBDA_RUNTIME_API', 'AWS_ENDPOINT_URL', 'TMPDIR', 'NODE_EXTRA_CA_CERTS', 'AWS_LAMBDA_LOG_STREAM_NAME', '_X_AMZN_TRACE_ID']; return [own.map((name) => typeof process.env[name]), Object.entries(process.env).filter(([name]) => !own.includes(name)).sort()];",
    { settings: { Environment: { Variables: { OWN: 'ä b' } } } },
  ),
  runs(
    'the global of streaming',
    'return [typeof awslambda, Object.keys(awslambda).filter((name) => name !== "InvokeStore").sort()];',
  ),
  runs('the arguments of the process', 'return [process.execArgv, process.cwd()];'),
];

/** Streamed answers. Invoke returns the written chunks in one piece. */
const STREAMS: readonly Case[] = [
  ...[
    [
      'a streamed answer',
      "stream.write('{\"a\":'); stream.write(Buffer.from('1}')); stream.end();",
    ],
    ['a streamed answer that fails', "stream.write('1'); throw new Error('broken');"],
    ['a streamed answer that does not end', "stream.write('1'); setTimeout(() => {}, 9000);"],
    ['a streamed answer with a value', "stream.end('2'); return 3;"],
  ].map(([name = '', body = '']) =>
    esm(
      name,
      `export const handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} });`,
      { settings: QUICK },
    ),
  ),
];

/** Handlers with a callback. AWS accepts them up to Node.js 22 and refuses them from 24 on (F6.6). */
const CALLBACKS: readonly Case[] = [
  ['a result', "callback(null, 'result');"],
  ['an error', "callback(new Error('given'));"],
  ['work after it', "callback(null, 1); setTimeout(() => console.log('later'), 50);"],
  [
    'no wait for the event loop',
    'context.callbackWaitsForEmptyEventLoop = false; setTimeout(() => {}, 5000); callback(null, 1);',
  ],
  ['nothing', ''],
  ['two results', "callback(null, 'first'); callback(null, 'second');"],
  ['an error after the result', "callback(null, 'first'); throw new Error('second');"],
  ['a promise besides', "callback(null, 'first'); return Promise.resolve('second');"],
  ['succeed', "context.succeed('done');"],
  ['fail', "context.fail(new Error('failed'));"],
  ['fail with nothing', 'context.fail();'],
  ['done with a string', "context.done('text');"],
  ['a result that is no JSON', 'const a = {}; a.a = a; callback(null, a);'],
].map(([name = '', body = '']) =>
  commonJs(`a callback: ${name}`, `exports.handler = (event, context, callback) => { ${body} };`, {
    settings: { Timeout: 3 },
    events: [1, 2],
  }),
);

const COMMON: readonly Case[] = [
  ...LOADING,
  ...ANSWERS,
  ...ERRORS,
  ...LOGS,
  ...SURROUNDINGS,
  ...STREAMS,
];

/** The cases for each of AWS's two generations of the runtime. */
export const CASES: Readonly<Record<'nodejs22.x' | 'nodejs24.x', readonly Case[]>> = {
  'nodejs22.x': [...COMMON, ...CALLBACKS],
  'nodejs24.x': [...COMMON, ...CALLBACKS.slice(0, 1)],
};
