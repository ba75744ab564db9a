import { STRING } from '../../../types/data-type.ts';
import { defineFunction, type ScalarFunction } from '../../define-function.ts';
import { kernel } from '../../function-code.ts';
import { coerced } from '../../signature.ts';
import { TEXT } from '../../type-pattern.ts';

type Side = 'both' | 'left' | 'right';

function trimmed(text: string, characters: string, side: Side): string {
  const set = new Set(characters);
  const chars = [...text];
  let start = 0;
  let end = chars.length;
  if (side !== 'right') while (start < end && set.has(chars[start]!)) start++;
  if (side !== 'left') while (end > start && set.has(chars[end - 1]!)) end--;
  return chars.slice(start, end).join('');
}

const trimFunction = (name: string, side: Side, sqlSide: string, sql: string, result: string): ScalarFunction =>
  defineFunction({
    name,
    group: 'string',
    description: 'The text without the spaces, or the given characters, at its ends.',
    parameters: ['str', 'characters?'],
    examples: [{ sql, result }],
    pretty: ([first, second], called) => {
      const [s, characters] = called === 'btrim' || second === undefined ? [first, second] : [second, first];
      if (characters === undefined || called === 'btrim')
        return `${called}(${[s, characters].filter((x) => x !== undefined).join(', ')})`;
      return `TRIM(${sqlSide} ${characters} FROM ${s})`;
    },
    bind(given, context) {
      const args = coerced({ args: [TEXT, TEXT], required: 1 }, given, context);
      const code = kernel((first: string, second?: string) => {
        if (second === undefined) return trimmed(first, ' ', side);
        return name === 'btrim' ? trimmed(first, second, side) : trimmed(second, first, side);
      });
      return { args, type: STRING, nullable: args.some((arg) => arg.nullable), code };
    },
  });

export const trim = trimFunction('trim', 'both', 'BOTH', "trim('  Spark ')", 'Spark');
export const btrim = trimFunction('btrim', 'both', 'BOTH', "btrim('  Spark ')", 'Spark');
export const ltrim = trimFunction('ltrim', 'left', 'LEADING', "ltrim('  Spark')", 'Spark');
export const rtrim = trimFunction('rtrim', 'right', 'TRAILING', "rtrim('Spark  ')", 'Spark');
