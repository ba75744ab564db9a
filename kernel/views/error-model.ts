import type { QueryView } from '../../engine/spi/view-port.ts';
import { plainLines, plainText } from './escape.ts';
import { formatCount } from './format-number.ts';
import type { ErrorModel, Span } from './protocol.ts';

const LONGEST = 2000;

/** What a failed query shows; null while it has not failed. */
export function errorModel(query: QueryView): ErrorModel | null {
  const error = query.error;
  if (query.state !== 'failed' || error === null) return null;
  const line = joined([error.where, error.code?.trim()], '   ');
  const place = joined([line, error.input], '\n');
  const prefix = `[${error.condition}]`;
  const message = error.message.startsWith(prefix) ? error.message.slice(prefix.length).trimStart() : error.message;
  const batch = error.batchId;
  const hint = error.hint === undefined ? [] : emphasizeCode(plainLines(error.hint).slice(0, LONGEST));
  if (batch !== undefined) {
    const last = batch > 0 ? `Batch ${formatCount(batch - 1)} is committed; batch` : 'Batch';
    hint.push({
      text: `${hint.length > 0 ? ' ' : ''}${last} ${formatCount(batch)} is not committed and runs again on restart.`,
    });
  }
  return {
    condition: plainText(error.condition),
    message: emphasizeCode(plainLines(message).slice(0, LONGEST)),
    where: place === '' ? null : plainLines(place).slice(0, LONGEST),
    hint,
    restartLabel: batch === undefined ? 'Restart' : `Restart from batch ${formatCount(batch)}`,
  };
}

const joined = (parts: readonly (string | undefined)[], by: string): string =>
  parts.filter((text) => text !== undefined && text !== '').join(by);

/** Words in back ticks and quoted values in a fixed-width font. */
function emphasizeCode(text: string): Span[] {
  return text
    .split(/(`[^`\n]+`|'[^'\n]{1,80}'(?![\w]))/)
    .map((part, index): Span =>
      index % 2 === 1 ? { text: part.replace(/^`(.*)`$/s, '$1'), tone: 'code' } : { text: part },
    )
    .filter((span) => span.text !== '');
}
