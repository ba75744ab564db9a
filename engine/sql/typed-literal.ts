import { BINARY, DATE, TIMESTAMP, TIMESTAMP_NTZ, type DataType } from '../types/data-type.ts';
import { AnalysisError } from '../types/errors.ts';
import { parseDateText, parseDateTimeText, parseTimestampText } from '../types/parse-date-time.ts';
import type { Expression } from '../expressions/expression.ts';
import type { ParseOptions } from './parse-options.ts';
import { stringValue } from '../types/string-literal.ts';
import type { TokenStream } from './token-stream.ts';

/** `DATE '..'`, `TIMESTAMP '..'`, `X'..'` and their kin; undefined when the word starts no typed literal. */
export function typedLiteral(word: string, tokens: TokenStream, options: ParseOptions): Expression | undefined {
  const read = READERS.get(word);
  if (read === undefined) return undefined;
  tokens.next();
  const text = stringValue(tokens.next().text);
  const result = read(text, options.timeZone ?? 'UTC');
  if (result === undefined) {
    throw new AnalysisError({
      condition: 'INVALID_TYPED_LITERAL',
      sqlState: '42604',
      message: `The value of the typed literal "${word.toUpperCase()}" is invalid: '${text}'.`,
    });
  }
  return { kind: 'literal', value: result[0], type: result[1] };
}

type Reader = (text: string, zone: string) => [unknown, DataType] | undefined;

const some = (value: unknown, type: DataType): [unknown, DataType] | undefined =>
  value === undefined ? undefined : [value, type];

const ntz: Reader = (text) => some(parseDateTimeText(text)?.local, TIMESTAMP_NTZ);
const ltz: Reader = (text, zone) => some(parseTimestampText(text, zone), TIMESTAMP);

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['date', (text) => some(parseDateText(text), DATE)],
  ['timestamp', ltz],
  ['timestamp_ltz', ltz],
  ['timestamp_ntz', ntz],
  ['time', (text) => some(timeNanos(text), { kind: 'time', precision: 6 })],
  ['x', (text) => some(bytes(text), BINARY)],
]);

function timeNanos(text: string): bigint | undefined {
  const parsed = parseDateTimeText(text);
  return parsed?.timeOnly === true ? parsed.local * 1000n : undefined;
}

function bytes(text: string): Uint8Array | undefined {
  if (!/^[0-9a-fA-F]*$/.test(text)) return undefined;
  const even = text.length % 2 === 0 ? text : `0${text}`;
  return Uint8Array.from({ length: even.length / 2 }, (_, i) => Number.parseInt(even.slice(2 * i, 2 * i + 2), 16));
}
