import { version } from '../version.js';
import { type Html, html, trusted } from './html.js';
import { STYLE } from './style.js';

/** The content of any page. */
export interface Page {
  readonly title: string;
  /** The outcome in one line. */
  readonly outcome: { readonly text: string; readonly isGood: boolean };
  /** Facts under the title. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly body: readonly Html[];
}

/** Renders a self-contained page. Its content security policy forbids loading anything else. */
export function toPage({ title, outcome, facts, body }: Page): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="outcome ${outcome.isGood ? 'good' : 'bad'}">${outcome.text}</p>
<dl class="facts">${facts.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
</header>
<main>${body}</main>
<footer>Created by valkey-lab ${version}. This page contains no parameters, answers or log lines from AWS.</footer>
</body>
</html>
`;
  return page.text;
}

/** Renders a table with a caption. The columns from `firstNumber` on hold numbers. */
export function toHtmlTable(
  caption: string,
  { head, rows, firstNumber = head.length }: TableParts,
): Html {
  const toClass = (column: number) => (column >= firstNumber ? ' class="number"' : '');
  const cells = (row: readonly string[]) =>
    row.map((cell, column) =>
      column === 0
        ? html`<th scope="row">${cell}</th>`
        : html`<td${trusted(toClass(column))}>${cell}</td>`,
    );
  const heads = head.map(
    (cell, column) => html`<th scope="col"${trusted(toClass(column))}>${cell}</th>`,
  );
  return html`<div class="table" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption><thead><tr>${heads}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>`)}</tbody></table></div>`;
}

export interface TableParts {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly firstNumber?: number;
}
