import * as actions from '../../actions/index.js';
import type { InvocationResult } from '../../actions/results.js';
import type { RunOptions } from '../../session/run.js';
import { defineCommand, number, text, type Values } from '../command.js';
import { renderInvocation } from '../rendering/invocation.js';
import { type Next, REMOVE, renderNext } from '../rendering/next.js';
import type { Head } from './documents.js';
import { FUNCTION_NAME, type FunctionName } from './function-name.js';

const OPTIONS = {
  payload: text('--payload <json>', 'the event to send'),
  output: text('--output <file>', 'write the reply to this file'),
  count: number('--count <n>', 'number of invocations, one after another'),
};

export const invoke = defineCommand({
  name: 'invoke',
  description: 'call the function, check the round trip, show the reply and the log tail',
  examples: [
    'valkey-lab invoke',
    'valkey-lab invoke --output output.txt',
    'valkey-lab invoke --local --count 10',
    'valkey-lab invoke my-function --payload \'{"id":1}\'',
  ],
  argument: FUNCTION_NAME,
  options: OPTIONS,
  async act({ payload, ...options }: Values<typeof OPTIONS> & RunOptions & FunctionName) {
    const all: InvocationResult[] = [];
    const onInvocation = (one: InvocationResult) => void all.push(one);
    const result = await actions.invoke({ ...options, payloadJson: payload, onInvocation });
    return { ...result, all, name: options.function };
  },
  toDocument({ all: _shown, name: _named, ...result }): InvokeDocument {
    return result;
  },
  render: ({ all, name }, { palette, line, columns }) => [
    ...all.flatMap((one) => renderInvocation(one, { palette, columns })),
    ...renderNext(toNext(name), line, columns),
  ],
});

interface Report {
  readonly durationMs: number | null;
  readonly initDurationMs: number | null;
  readonly billedDurationMs: number | null;
  readonly maxMemoryUsedMb: number | null;
}

interface InvokeDocument extends Head {
  readonly statusCode: number;
  readonly functionError: string | null;
  readonly payload: unknown;
  readonly log: readonly string[];
  readonly report: Report | null;
  readonly roundTrip: { readonly inserted: string; readonly fetched: string } | null;
  readonly invocations?: readonly (Report | null)[];
}

const AFTER_INVOKE: readonly Next[] = [
  [['verify'], 'prove that wrong logins fail'],
  [['logs'], 'show the log of the function'],
  [['token'], 'log in with your own client'],
  REMOVE,
];

function toNext(name: string | undefined): readonly Next[] {
  return name === undefined
    ? AFTER_INVOKE
    : [[['logs', name], 'show the log of the function'], REMOVE];
}
