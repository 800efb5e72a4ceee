import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { html } from '../../src/reports/html.js';

test('a template escapes its values in elements and in attributes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const { text } = html`<p title="${value}">${value}</p>`;
      expect(text.match(/[<>"]/g)).toEqual(['<', '"', '"', '>', '<', '>']);
    }),
  );
  const { text } = html`<p title="${'"><script>x</script>'}">${"<img src=x onerror='x'>&amp;"}</p>`;
  const { document } = parseHTML(`<body>${text}</body>`);
  const [paragraph, ...others] = document.querySelectorAll('body *');
  expect(others).toEqual([]);
  expect(paragraph?.textContent).toBe("<img src=x onerror='x'>&amp;");
  expect(paragraph?.getAttribute('title')).toBe('"><script>x</script>');
});

test('a template keeps nested HTML, and renders missing values as nothing', () => {
  const inner = html`<b>${'a&b'}</b>`;
  expect(html`<p>${[inner, null, undefined, false, 0]}</p>`.text).toBe('<p><b>a&amp;b</b>0</p>');
});
