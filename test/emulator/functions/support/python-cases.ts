import type { Case } from './handler-cases.js';
import type { LambdaLab } from './lambda-lab.js';

type More = Omit<Case, 'name' | 'files'>;

const JSON_LOG = { LoggingConfig: { LogFormat: 'JSON' } } as const;
const QUICK = { Timeout: 1 };

/** Creates a case whose module is `app.py`. */
const module = (
  name: string,
  lines: readonly string[],
  { settings, ...more }: More = {},
): Case => ({
  name,
  files: { 'app.py': `${lines.join('\n')}\n` },
  settings: { Handler: 'app.handler', ...settings },
  ...more,
});
/** Creates a case whose handler has this body. */
const runs = (name: string, body: readonly string[], more: More = {}): Case =>
  module(name, ['def handler(event, context):', ...body.map((line) => `    ${line}`)], more);

const LOADING: readonly Case[] = [
  runs('a handler', ["return {'event': event}"], { events: [1, [2], { a: null }, 'ä€😀'] }),
  {
    name: 'a handler in a folder, with a slash',
    files: { 'src/deep/app.py': 'def main(event, context):\n    return __name__\n' },
    settings: { Handler: 'src/deep/app.main' },
  },
  {
    name: 'a handler in a package, with a dot',
    files: {
      'src/__init__.py': 'ONE = 1\n',
      'src/app.py': 'from . import ONE\ndef main(event, context):\n    return ONE\n',
    },
    settings: { Handler: 'src.app.main' },
  },
  module('a class whose instances can be called', [
    'class Handler:',
    '    def __call__(self, event, context):',
    "        return 'called'",
    'handler = Handler()',
  ]),
  module('no such function', ['other = 1']),
  module('no such module', [''], { settings: { Handler: 'nowhere.handler' } }),
  module('a handler without a module', [''], { settings: { Handler: 'handler' } }),
  module('a module that Python has built in', [''], { settings: { Handler: 'sys.exit' } }),
  module('a package that is missing', ['import nowhere_to_be_found']),
  {
    name: 'a name that is missing in a module',
    files: { 'app.py': 'from other import nothing\n', 'other.py': '' },
    settings: { Handler: 'app.handler' },
  },
  module('an error at the start', ['def fail():', "    raise TypeError('at start')", 'fail()']),
  module('an error at the start in JSON logs', ["raise TypeError('at start')"], {
    settings: JSON_LOG,
  }),
  module('a syntax error', ['def handler(event, context):', '    return (']),
  module('an end at the start', ['import sys', 'sys.exit(3)']),
  module('a value that is no function', ['handler = 1']),
  module('a function without parameters', ['def handler():', '    return 1']),
];

const ANSWERS: readonly Case[] = [
  runs('nothing', ['pass']),
  runs('what JSON can hold', [
    "return [1, -2.5, 1e300, True, None, (1, 'two'), {1: 'a', None: 'b', True: 'c', 2.5: 'd'}]",
  ]),
  module('more than JSON knows', [
    'from collections import namedtuple, OrderedDict',
    'from decimal import Decimal',
    'from enum import IntEnum',
    "Point = namedtuple('Point', 'x y')",
    "Colour = IntEnum('Colour', 'RED')",
    'def handler(event, context):',
    "    return [Point(1, 2), OrderedDict(a=1), Decimal('1.10'), Colour.RED, {'b': b'bytes'}, 10 ** 30]",
  ]),
  runs('a set', ['return {1}']),
  runs('an object', ['return object()']),
  runs('a key that is a tuple', ['return {(1, 2): 3}']),
  runs('a circle', ['a = []', 'a.append(a)', 'return a']),
  runs('bytes', ['return b\'{"raw": true}\'']),
  runs('text beyond ASCII', ['return event'], { events: ['äöü € 😀 \u2028 \u0000 \u007f'] }),
  runs('a response that is too large', ["return 'x' * (6 * 1024 * 1024 + 200)"]),
  module('a coroutine', ['async def handler(event, context):', '    return 1']),
];

const ERRORS: readonly Case[] = [
  module(
    'an error',
    ['def inner():', "    raise ValueError('no')", 'def handler(event, context):', '    inner()'],
    { events: [1, 2] },
  ),
  module('an error of its own class, with a cause', [
    'class Own(Exception):',
    '    pass',
    'def handler(event, context):',
    '    try:',
    "        {}['key']",
    '    except KeyError as error:',
    "        raise Own('two\\nlines') from error",
  ]),
  runs('an error without a text', ['raise RuntimeError()']),
  runs('an error in JSON logs', ["raise RuntimeError('no')"], { settings: JSON_LOG }),
  runs('an end', ["print('bye')", 'import sys', 'sys.exit(4)']),
  runs('an end without a reason', ['raise SystemExit']),
  runs('an end at once', ["print('bye')", 'import os', 'os._exit(5)']),
  runs('an interrupt', ['raise KeyboardInterrupt']),
  runs('too much time', ["print('waits')", 'import time', 'time.sleep(9)'], { settings: QUICK }),
  runs('a deep recursion', [
    'def down(n): return down(n + 1)',
    'try: down(0)',
    "except RecursionError as error: raise ValueError('deep') from None",
  ]),
];

const LEVELS = [
  'import logging',
  "logging.getLogger().debug('d')",
  "logging.info('i %s', 1)",
  "logging.warning('w')",
  "logging.getLogger('own').error('e\\nf', extra={'order': 7})",
  "logging.critical('c')",
  'try:',
  '    1 / 0',
  'except ZeroDivisionError:',
  "    logging.exception('x')",
];

const LOGS: readonly Case[] = [
  runs('print and the streams', [
    'import sys',
    "print('one', 2)",
    "print('two\\nlines')",
    "print('ä€😀')",
    "sys.stdout.write('raw\\n')",
  ]),
  runs('logging', LEVELS),
  runs('logging in JSON', LEVELS, { settings: JSON_LOG }),
  runs('logging in JSON at another level', LEVELS, {
    settings: { LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'ERROR' } },
  }),
  runs('logging in JSON at the lowest level', LEVELS, {
    settings: { LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'TRACE' } },
  }),
  runs('logging at a level of the function', [
    'import logging',
    'logging.getLogger().setLevel("DEBUG")',
    ...LEVELS,
  ]),
  runs('a format of the function', [
    'import logging',
    "logging.getLogger().handlers[0].setFormatter(logging.Formatter('%(levelname)s|%(aws_request_id)s|%(message)s'))",
    "logging.warning('mine\\nand mine')",
    "logging.warning('again')",
  ]),
  runs('print between log lines', [
    'import logging',
    "print('a')",
    "logging.error('b')",
    "print('c', end='')",
    "logging.error('d')",
  ]),
  module('lines while it starts', [
    'import logging',
    "logging.warning('starts')",
    "print('starts')",
    'def handler(event, context):',
    "    logging.warning('runs')",
  ]),
  runs('context.log', ["context.log('said')", 'context.log(7)']),
];

const SURROUNDINGS: readonly Case[] = [
  runs('the context', [
    'own = ["aws_request_id", "log_stream_name"]',
    'public = sorted(name for name in dir(context) if not name.startswith("_"))',
    'values = {name: str(getattr(context, name)) for name in public if name not in own and not callable(getattr(context, name))}',
    'return [public, values, len(context.aws_request_id), 0 < context.get_remaining_time_in_millis() <= 30000, type(context).__name__]',
  ]),
  runs('the context as text', ['return str(context)']),
  runs(
    'the environment',
    [
      'import os',
      "own = ['PATH', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_LAMBDA_RUNTIME_API', 'AWS_ENDPOINT_URL', 'TMPDIR', 'SSL_CERT_FILE', 'AWS_CA_BUNDLE', 'AWS_LAMBDA_LOG_STREAM_NAME', '_X_AMZN_TRACE_ID', 'LC_CTYPE']",
      'return [[name in os.environ for name in own], sorted((name, value) for name, value in os.environ.items() if name not in own)]',
    ],
    { settings: { Environment: { Variables: { OWN: 'ä b' } } } },
  ),
  runs('the working folder and the path', [
    'import os, sys',
    'return [os.getcwd(), sys.path[0], os.path.dirname(os.path.abspath(__file__))]',
  ]),
];

/** The cases for AWS's Python runtimes, which share one Runtime Interface Client. */
export const PYTHON_CASES: readonly Case[] = [
  ...LOADING,
  ...ANSWERS,
  ...ERRORS,
  ...LOGS,
  ...SURROUNDINGS,
];

/** Returns the version of the Python that runs the lab's functions, for example `3.13.1`. */
export async function readPythonVersion(lab: LambdaLab): Promise<string> {
  const code =
    'import platform\ndef handler(event, context):\n    return platform.python_version()\n';
  const settings = { Runtime: 'python3.13', Handler: 'app.handler' } as const;
  await lab.create('version', { 'app.py': code }, settings);
  return String((await lab.invoke('version')).payload);
}
