import type { Runtime as RuntimeName } from '@aws-sdk/client-lambda';
import type { Case } from './handler-cases.js';
import type { Invoked, LambdaLab } from './lambda-lab.js';

/** The visible behaviour of a function. Every runtime that behaves as AWS's gives the same. */
export interface Observation {
  readonly answers: readonly {
    readonly statusCode: number | undefined;
    readonly functionError: string | null;
    readonly payload: string;
  }[];
  readonly log: readonly string[];
}

/** Runs a case's invocations, and returns their answers and log. */
export async function observe(
  lab: LambdaLab,
  { name, files, settings = {}, events = [{}] }: Case,
  Runtime: RuntimeName,
): Promise<Observation> {
  const id = name.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 60);
  await lab.create(id, files, { Runtime, ...settings });
  const answers: Invoked[] = [];
  for (const event of events) answers.push(await lab.invoke(id, event));
  return {
    answers: answers.map(({ statusCode, functionError, payload }) => ({
      statusCode,
      functionError: functionError ?? null,
      payload: toPlain(JSON.stringify(payload) ?? '', lab),
    })),
    log: lab.logEvents(id).flatMap((line) => toPlain(withoutPythonTrace(line, Runtime), lab) || []),
  };
}

/** Removes the lines of stack traces that Python itself prints. */
function withoutPythonTrace(text: string, runtime: RuntimeName): string {
  return runtime.startsWith('python') ? text.replaceAll(/^ {2,}(File "|\S).*\n/gm, '') : text;
}

/** Removes values that differ between runs, and the runtimes' own lines of stack traces. */
function toPlain(text: string, { folder }: LambdaLab): string {
  return (
    text
      .replaceAll(new RegExp(`${folder}/functions/code/[0-9a-f-]{36}`, 'g'), '/var/task')
      .replaceAll(
        /[^ "]+(aws-lambda-ric(\/dist)?\/index|function-bootstrap)\.mjs/g,
        '/var/runtime/index.mjs',
      )
      // Stack traces of Python: the runtime's own entries in JSON, in the log, and the lines that Python itself prints.
      .replaceAll(/,?" {2}File \\"[^"]*bootstrap\.py\\"(?:[^"\\]|\\.)*"/g, '')
      .replaceAll(/^\u00a0{2}File "[^"]*bootstrap\.py".*\n\u00a0+.*$\n?/gm, '')
      .replaceAll(/^\S*bootstrap\.py:\d+/gm, '/var/runtime/bootstrap.py:<n>')
      .replaceAll(/[^ "\\]*\/importlib\/__init__\.py(\\?"), line \d+/g, 'importlib$1, line <n>')
      .replaceAll(/(<frozen importlib._bootstrap\w*>\\?"), line \d+/g, '$1, line <n>')
      .replaceAll(/^\[ERROR\] \[\d+\]/gm, '[ERROR] [<n>]')
      .replaceAll(/[\d/]{10}\/\[\$LATEST\][0-9a-f]{32}/g, '<stream>')
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replaceAll(/(Duration|Max Memory Used): [\d.]+/g, '$1: <n>')
      .replaceAll(/("\w*(?:duration|used|billed)\w*"):[\d.]+/gi, '$1:<n>')
      .replaceAll(/,?" {4}at (?:(?!\/var\/task)[^"])*"/g, '')
      .replaceAll(/\\n {4}at (?:(?!\/var\/task|\\n|").)*/g, '')
      .replaceAll(/^(node:internal[^:]+):\d+/gm, '$1')
      .replaceAll(/Node\.js v[\d.]+/g, 'Node.js <version>')
      .replaceAll(/^ {4}at (?:(?!\/var\/task).)*$\n?/gm, '')
  );
}
