import { STRING } from '../../../types/data-type.ts';
import { defineFunction, type ScalarFunction } from '../../define-function.ts';
import { bytes } from '../../function-code.ts';
import { setFirst, trimSet, trimSpaces, type Side } from '../../bytes/trim.ts';
import { coerced } from '../../signature.ts';
import { TEXT } from '../../type-pattern.ts';

const trimFunction = (name: string, side: Side, sqlSide: string, sql: string, result: string): ScalarFunction => {
  const ofSpaces = bytes('slice', trimSpaces(side));
  const ofText = bytes('slice', trimSet(side));
  // trim(BOTH characters FROM str) gives the characters first
  const ofSet = bytes('slice', setFirst(trimSet(side)), { of: 1 });
  return defineFunction({
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
      const code = args.length === 1 ? ofSpaces : name === 'btrim' ? ofText : ofSet;
      return { args, type: STRING, nullable: args.some((arg) => arg.nullable), code };
    },
  });
};

export const trim = trimFunction('trim', 'both', 'BOTH', "trim('  Spark ')", 'Spark');
export const btrim = trimFunction('btrim', 'both', 'BOTH', "btrim('  Spark ')", 'Spark');
export const ltrim = trimFunction('ltrim', 'left', 'LEADING', "ltrim('  Spark')", 'Spark');
export const rtrim = trimFunction('rtrim', 'right', 'TRAILING', "rtrim('Spark  ')", 'Spark');
