import { STRING } from '../../../types/data-type.ts';
import { charCount, sliceChars } from '../../code-points.ts';
import { defineFunction, type ScalarFunction } from '../../define-function.ts';
import { kernel } from '../../function-code.ts';
import { checkTextSize } from '../../result-size.ts';
import { coerced, literalOf } from '../../signature.ts';
import { BYTES, INT, TEXT } from '../../type-pattern.ts';
import { BINARY } from '../../../types/data-type.ts';

function padded(text: string, width: number, filler: string, atLeft: boolean): string {
  const size = charCount(text);
  if (width <= 0) return '';
  if (size >= width) return sliceChars(text, 0, width);
  if (filler === '') return text;
  checkTextSize(width, atLeft ? 'lpad' : 'rpad');
  const missing = width - size;
  const fill = sliceChars(filler.repeat(Math.ceil(missing / charCount(filler))), 0, missing);
  return atLeft ? fill + text : text + fill;
}

function paddedBytes(bytes: Uint8Array, width: number, filler: Uint8Array, atLeft: boolean): Uint8Array {
  if (width <= 0) return new Uint8Array(0);
  if (bytes.length >= width) return bytes.slice(0, width);
  if (filler.length === 0) return bytes;
  checkTextSize(width, atLeft ? 'lpad' : 'rpad');
  const fill = Uint8Array.from({ length: width - bytes.length }, (_, i) => filler[i % filler.length]!);
  const result = new Uint8Array(width);
  result.set(atLeft ? fill : bytes, 0);
  result.set(atLeft ? bytes : fill, atLeft ? fill.length : bytes.length);
  return result;
}

const padFunction = (name: string, atLeft: boolean, sql: string, result: string): ScalarFunction =>
  defineFunction({
    name,
    group: 'string',
    description: 'The text filled up to len characters with pad, or cut to len.',
    parameters: ['str', 'len', 'pad?'],
    examples: [{ sql, result }],
    bind(given, context) {
      const binary = given[0]?.type.kind === 'binary' && (given[2] === undefined || given[2].type.kind === 'binary');
      const filler = binary ? literalOf(new Uint8Array([0]), BINARY) : literalOf(' ', STRING);
      const args = coerced(
        { args: binary ? [BYTES, INT, BYTES] : [TEXT, INT, TEXT], required: 2, defaults: { 2: filler } },
        given,
        context,
      );
      const code = binary
        ? kernel((v: Uint8Array, n: number, f: Uint8Array) => paddedBytes(v, n, f, atLeft))
        : kernel((s: string, n: number, f: string) => padded(s, n, f, atLeft));
      return { args, type: binary ? BINARY : STRING, nullable: args.some((arg) => arg.nullable), code };
    },
  });

export const lpad = padFunction('lpad', true, "lpad('hi', 5, '??')", '???hi');
export const rpad = padFunction('rpad', false, "rpad('hi', 5, '??')", 'hi???');
