import * as actions from '../../actions/index.js';
import type { InvocationResult } from '../../actions/results.js';
import { defineCommand, number, text, type View } from '../command.js';
import { renderList } from '../rendering/layout.js';
import { isForPeople } from '../rendering/log-line.js';
import { type Next, REMOVE, renderNext } from '../rendering/next.js';
import type { Head } from './documents.js';

export const invoke = defineCommand({
  name: 'invoke',
  description: 'call the function, check the round trip, show the reply and the log tail',
  examples: [
    'valkey-lab invoke',
    'valkey-lab invoke --output output.txt',
    'valkey-lab invoke --local --count 10',
  ],
  options: {
    payload: text('--payload <json>', 'the event to send'),
    output: text('--output <file>', 'write the reply to this file'),
    count: number('--count <n>', 'number of invocations, one after another'),
  },
  async act({ payload, ...options }) {
    const all: InvocationResult[] = [];
    const onInvocation = (one: InvocationResult) => void all.push(one);
    const result = await actions.invoke({ ...options, payloadJson: payload, onInvocation });
    return { ...result, all };
  },
  toDocument({ all: _shown, ...result }): InvokeDocument {
    return result;
  },
  render: ({ all }, { palette, line, columns }) => [
    ...all.flatMap((one) => renderInvocation(one, { palette, columns })),
    ...renderNext(AFTER_INVOKE, line, columns),
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

function renderInvocation(
  { payload, log, report }: InvocationResult,
  { palette, columns }: Pick<View, 'palette' | 'columns'>,
): string[] {
  const lines = log
    .filter(isForPeople)
    .map((line) => (line.includes('Success: Inserted') ? palette.green(line) : palette.dim(line)));
  const facts = [{ label: 'Reply', texts: [JSON.stringify(payload)] }];
  if (report) {
    const init = report.initDurationMs === null ? 'warm' : `cold, init ${report.initDurationMs} ms`;
    const text = `${report.durationMs} ms (${init}), memory ${report.maxMemoryUsedMb} MB`;
    facts.push({ label: 'Duration', texts: [text] });
  }
  return [...lines, ...renderList(facts, columns)];
}
