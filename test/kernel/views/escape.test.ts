import { describe, expect, it } from 'vitest';
import { escapeHtml, plainText } from '../../../kernel/views/escape.ts';
import { staticTableBundle } from '../../../kernel/views/static-table.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';

/** Tags of our own static HTML; everything else would come from the data. */
const OURS =
  /<\/?(div|p|b|i|em|br|small|table|thead|tbody|tr|th|td|code|pre|img)( (class|align|style|scope|alt|src)="[^"<>]*")*>/g;

describe('escaping', () => {
  it.each(HOSTILE_TEXTS)('leaves no markup of %j', (text) => {
    const html = escapeHtml(text);
    expect(html).not.toMatch(/[<>"'`]/);
    expect(html).not.toMatch(/[\u0000-\u001f\u2028\u2029\u202a-\u202e]/);
  });

  it('keeps what people write', () => {
    expect(plainText('São Paulo – 東京 🚀 ñ')).toBe('São Paulo – 東京 🚀 ñ');
  });

  it.each(HOSTILE_TEXTS)('shows %j as value and as column name in a table of our own tags only', (text) => {
    const bundle = staticTableBundle({
      columns: [{ name: text, type: 'string' }],
      rows: [[text], [null]],
      ms: 1,
      title: text,
    });
    const html = String(bundle['text/html']);
    expect(html.replace(OURS, '')).not.toMatch(/[<>]/);
    expect(html).toContain('mathjax_ignore');
    expect(String(bundle['text/plain'])).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u2028\u2029]/);
  });
});
