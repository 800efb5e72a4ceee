import { denyByRule } from '../../../src/emulator/http/access.js';
import { toThrottle } from '../../../src/emulator/http/faults/plan.js';
import { toSignatureFault } from '../../../src/emulator/http/signature/fault.js';
import type { SignatureFailure } from '../../../src/emulator/http/signature/verify.js';
import { services } from '../../../src/emulator/services/index.js';
import type { AwsFault } from '../../../src/emulator/wire/fault.js';
import { type Breach, refuse, refuseBody } from '../../../src/emulator/wire/refusal.js';
import type { ServiceModel } from '../../../src/emulator/wire/service-model.js';
import { toWireError } from '../../../src/emulator/wire/wire-error.js';
import { findErrors } from './errors.js';
import { type Observation, observeAll } from './observe.js';
import { createWorld } from './world.js';

const BEGIN =
  '<!-- made by `npm run docs`: what stands from here to the end mark is not written by hand -->';
const END = '<!-- end of what is made -->';

const FAILURES = [
  ...['missing', 'incomplete', 'unknown-key', 'mismatch', 'date', 'expired-session'],
] as readonly SignatureFailure[];
const BREACHES: readonly Breach[] = ['missing', 'unknown', 'enum', 'constraint', 'type'];

/** Returns docs/LOCAL.md with a parity table of the current code. */
export async function renderDocument(text: string): Promise<string> {
  const [before, rest] = text.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined) {
    throw new Error(`docs/LOCAL.md lacks its marks:\n${BEGIN}\n${END}`);
  }
  const tables = await renderTables();
  return `${before}${BEGIN}\n\n${tables}\n${END}${after}`;
}

async function renderTables(): Promise<string> {
  const observations = await observeAll();
  const errorsOf = findErrors();
  const sections = await Promise.all(
    services.map(async (model) => {
      const rows = observations
        .filter((observation) => observation.model === model)
        .map((observation) => {
          const errors = errorsOf(model, observation.operation.name);
          return renderRow(observation, toCodes(model, errors));
        });
      const common = await findCommonErrors(model);
      return [
        `### ${model.serviceId}: ${rows.length} operations`,
        '',
        `Any of them can also answer ${toList(common)}.`,
        '',
        '| operation | honoured | stored | refused | ignored | its own errors |',
        '|---|---|---|---|---|---|',
        ...rows,
        '',
      ].join('\n');
    }),
  );
  return sections.join('\n');
}

function renderRow(observation: Observation, errors: readonly string[]): string {
  const { operation, honoured, stored, refused, ignored } = observation;
  const cells = [honoured, stored, refused, ignored, errors].map(toList);
  return `| ${[operation.name, ...cells].join(' | ')} |`;
}

function toList(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

/** The error codes on the wire, as AWS's CLI and SDKs show them. */
function toCodes(model: ServiceModel, shapes: readonly string[]): string[] {
  const faults = shapes.map((shape) => ({ shape, message: '', members: {} }) as AwsFault);
  return unique(faults.map((fault) => toWireError(fault, model).code));
}

/** Errors before an operation runs (signature, permission, form of the request), and throttling by faults. */
async function findCommonErrors(model: ServiceModel): Promise<string[]> {
  const [operation] = model.operations;
  if (!operation) return [];
  const { context } = await createWorld();
  const faults = [
    ...FAILURES.map((failure) => toSignatureFault(model.protocol, { failure, message: '' })),
    denyByRule({ model, operation, input: {}, context }),
    ...BREACHES.map((breach) => refuse(model, { breach, member: 'Member', value: '' })),
    refuseBody(model, ''),
    toThrottle(model),
  ];
  return toCodes(
    model,
    faults.map(({ shape }) => shape),
  );
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
