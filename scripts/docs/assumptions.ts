import { ASSUMPTIONS, type Assumption, EXCLUDED_PAIRS } from '../../src/emulator/index.js';

const BEGIN = '<!-- written by `npm run docs` from the table of assumptions in the code -->';
const END = '<!-- end of the assumptions -->';

/** Returns the page docs/LOCAL.md with the table of assumptions. Throws when its marks are missing. */
export function renderAssumptions(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`docs/LOCAL.md must contain these two lines:\n${BEGIN}\n${END}`);
  }
  const rows = Object.entries<Assumption>(ASSUMPTIONS).map(([id, assumption]) => {
    return `| ${[`\`${id}\``, ...toCells(assumption)].join(' | ')} |`;
  });
  const table = [
    '| assumption | alternatives; the assumed one is bold | source | confidence | how to find out on AWS |',
    '|---|---|---|---|---|',
    ...rows,
  ];
  const pairs = EXCLUDED_PAIRS.map(({ pair: [first, second], because }) => {
    return `- \`${first}\` and \`${second}\`: ${because}`;
  });
  return [`${before}${BEGIN}\n`, ...table, '', EXCLUDED, '', ...pairs, `\n${END}${after}`].join(
    '\n',
  );
}

const EXCLUDED = 'These alternatives cannot be played together:';

function toCells({ assumed, alternatives, source, confidence, probe }: Assumption): string[] {
  const lines = Object.entries(alternatives).map(([name, sentence]) => {
    return `${name === assumed ? `**\`${name}\`**` : `\`${name}\``}: ${sentence}`;
  });
  return [lines.join('<br>'), source, confidence, probe ?? 'It cannot be observed.'];
}
