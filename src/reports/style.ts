/** The style of all pages: system fonts, light or dark as the reader's system is set, one column on a phone. */
export const STYLE = `
:root {
  --paper: #fcfcfb; --card: #ffffff; --ink: #1d2126; --soft: #5b646e; --line: #dfe3e8;
  --bar: #9db4cf; --critical: #d9622b; --call: #3a4a5c; --warm: #2f7fb8; --cold: #6a5acd;
  --good: #1a7f4b; --bad: #c0362c; --part1: #c9d3de; --part2: #6a5acd; --part3: #9db4cf; --part4: #d9a13b; --part5: #2f9e8f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --card: #1b1f25; --ink: #e6e9ed; --soft: #9aa4b0; --line: #2d333b;
    --bar: #4b627d; --critical: #f08a4b; --call: #cdd6e0; --warm: #5aa9e0; --cold: #a193f2;
    --good: #56c98a; --bad: #ff7b70; --part1: #3d4754; --part2: #a193f2; --part3: #5f7896; --part4: #e3b65a; --part5: #4fc3b3;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem 1.25rem 3rem; max-width: 60rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
h1 { margin: 0; font-size: 1.6rem; letter-spacing: -0.01em; }
h2 { margin: 2.5rem 0 0.5rem; font-size: 1.15rem; }
p { margin: 0.35rem 0; max-width: 46rem; }
.soft, footer, figcaption, caption { color: var(--soft); font-size: 0.875rem; }
.outcome { font-weight: 600; }
.good { color: var(--good); } .bad { color: var(--bad); }
.facts { display: flex; flex-wrap: wrap; gap: 0.25rem 1.75rem; margin: 0.75rem 0 0; }
.facts dt { color: var(--soft); font-size: 0.8rem; } .facts dd { margin: 0; font-variant-numeric: tabular-nums; }
figure { margin: 0.75rem 0; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
figure svg { display: block; width: 100%; height: auto; }
.narrow { display: none; }
@media (max-width: 40rem) {
  body { padding: 1.25rem 0.9rem 2rem; }
  .wide { display: none; } .narrow { display: block; }
  figure { padding: 0.6rem; }
}
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.25rem; margin: 0.5rem 0; padding: 0; list-style: none; color: var(--soft); font-size: 0.875rem; }
.legend i { display: inline-block; width: 0.85em; height: 0.85em; margin-right: 0.4em; border-radius: 3px; vertical-align: -0.05em; }
.legend i.thin { width: 2px; border-radius: 0; margin-left: 0.3em; margin-right: 0.6em; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 0.75rem; margin: 1.25rem 0; }
.cards > div { padding: 0.8rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.cards b { display: block; font-size: clamp(1.15rem, 5vw, 1.5rem); white-space: nowrap; font-variant-numeric: tabular-nums; letter-spacing: -0.02em; }
.table { overflow-x: auto; margin: 0.5rem 0 1.25rem; }
table { width: 100%; border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: 0.25rem 0; }
th, td { padding: 0.3rem 0.9rem 0.3rem 0; border-bottom: 1px solid var(--line); text-align: left; font-weight: 400; vertical-align: top; }
td { white-space: nowrap; } td:last-child { white-space: normal; }
thead th { color: var(--soft); white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
details { border-bottom: 1px solid var(--line); }
h3 { margin: 1.25rem 0 0; font-size: 0.95rem; font-weight: 600; }
summary { padding: 0.55rem 0; cursor: pointer; display: grid; grid-template-columns: auto 1fr auto; gap: 0 0.75rem; }
summary::before { content: "▸"; color: var(--soft); }
details[open] > summary::before { content: "▾"; }
summary::-webkit-details-marker { display: none; }
summary b { font-weight: 600; overflow-wrap: anywhere; }
@media (max-width: 40rem) { summary { grid-template-columns: auto 1fr; } summary span { grid-column: 2; } }
summary span { color: var(--soft); white-space: nowrap; font-variant-numeric: tabular-nums; }
details > div { padding: 0 0 0.9rem 1.2rem; }
:target { scroll-margin-top: 1rem; }
:focus-visible { outline: 2px solid var(--critical); outline-offset: 2px; border-radius: 3px; }
svg a { cursor: pointer; }
footer { margin-top: 3rem; }
@media print { body { max-width: none; } }
`;
