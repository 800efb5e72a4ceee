import { ASSUMPTIONS, type Assumption } from '../../../src/emulator/index.js';
import type { AssumptionLine, AwsRunDocument } from './document.js';

/** Renders the report as Markdown. `local`: what the local endpoint says with its defaults. */
export function renderPage(document: AwsRunDocument, local?: AwsRunDocument): string {
  const { date, program, region, assumptions, waits, errors, life } = document;
  const others = assumptions.filter(({ alternative, assumed }) => {
    return alternative !== null && alternative !== assumed;
  });
  return [
    `# Run on AWS, ${date}`,
    '',
    `valkey-lab ${program} in ${region}. ${count(assumptions, 'observed')} assumptions observed, ${others.length} of them different from what the local endpoint plays; ${count(assumptions, 'not observed')} not observed, ${count(assumptions, 'not observable')} not observable.`,
    ...section('Different from the local endpoint', toRows(others, local)),
    ...section('All assumptions', toRows(assumptions, local)),
    ...section('Commands', toLifeRows(life)),
    ...section('Waits', toWaitRows(waits, local)),
    ...section('Error texts', toErrorRows(errors)),
    '',
  ].join('\n');
}

function count(assumptions: readonly AssumptionLine[], outcome: AssumptionLine['outcome']): number {
  return assumptions.filter((line) => line.outcome === outcome).length;
}

function section(title: string, rows: readonly string[]): string[] {
  return ['', `## ${title}`, '', ...(rows.length > 2 ? rows : ['None.'])];
}

function toRows(lines: readonly AssumptionLine[], local: AwsRunDocument | undefined): string[] {
  const head = ['assumption', 'on AWS', 'meaning', 'assumed', ...(local ? ['local'] : [])];
  const rows = lines.map(({ id, outcome, alternative, assumed, reason }) => {
    const seen = local?.assumptions.find((line) => line.id === id);
    const meaning = alternative === null ? (reason ?? '') : findSentence(id, alternative);
    const cells = [`\`${id}\``, alternative ?? outcome, meaning, assumed];
    return toRow([...cells, ...(local ? [seen?.alternative ?? seen?.outcome ?? ''] : [])]);
  });
  return [toRow(head), toRow(head.map(() => '---')), ...rows];
}

function findSentence(id: string, alternative: string): string {
  const found = Object.entries<Assumption>(ASSUMPTIONS).find(([name]) => name === id);
  return found?.[1].alternatives[alternative] ?? '';
}

function toLifeRows(life: AwsRunDocument['life']): string[] {
  const rows = life.map(({ command, ok, code, elapsedMs }) =>
    toRow([command, ok ? 'ok' : (code ?? 'failed'), toSeconds(elapsedMs)]),
  );
  return [toRow(['command', 'result', 'time']), '|---|---|---|', ...rows];
}

function toWaitRows(waits: AwsRunDocument['waits'], local: AwsRunDocument | undefined): string[] {
  const head = ['wait', 'on AWS', ...(local ? ['local, with the pace real'] : [])];
  const rows = waits.map(({ name, ms }) => {
    const seen = local?.waits.find((wait) => wait.name === name);
    return toRow([name, toSeconds(ms), ...(local ? [seen ? toSeconds(seen.ms) : ''] : [])]);
  });
  return [toRow(head), toRow(head.map(() => '---')), ...rows];
}

function toErrorRows(errors: AwsRunDocument['errors']): string[] {
  const rows = errors.map(({ service, operation, code, template }) =>
    toRow([`${service} ${operation}`, code, template]),
  );
  return [toRow(['call', 'code', 'message']), '|---|---|---|', ...rows];
}

function toRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('<', '&lt;')).join(' | ')} |`;
}

function toSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
