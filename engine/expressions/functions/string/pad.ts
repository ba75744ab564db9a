import { BINARY, STRING } from '../../../types/data-type.ts';
import { padBinary, padText } from '../../bytes/pad.ts';
import { defineFunction, type ScalarFunction } from '../../define-function.ts';
import { bytes } from '../../function-code.ts';
import { coerced, literalOf } from '../../signature.ts';
import { BYTES, INT, TEXT } from '../../type-pattern.ts';

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
      const code = bytes('text', binary ? padBinary(atLeft) : padText(atLeft));
      return { args, type: binary ? BINARY : STRING, nullable: args.some((arg) => arg.nullable), code };
    },
  });

export const lpad = padFunction('lpad', true, "lpad('hi', 5, '??')", '???hi');
export const rpad = padFunction('rpad', false, "rpad('hi', 5, '??')", 'hi???');
