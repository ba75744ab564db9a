import type { JsonTexts } from '../../../engine/columnar/json/node-to-scalar.ts';
import type { Scalar } from '../../../engine/columnar/vector.ts';
import type { DataType } from '../../../engine/types/data-type.ts';
import { fitsPrecision, parseDecimal, rescale } from '../../../engine/types/decimal.ts';
import { AnalysisError } from '../../../engine/types/errors.ts';
import { sqlName } from '../../../engine/types/data-type.ts';

const WHOLE = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?[dDfF]?$/;
const BITS: Readonly<Record<string, bigint>> = { byte: 7n, short: 15n, integer: 31n, long: 63n };
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['NaN', NaN],
  ['Inf', Infinity],
  ['-Inf', -Infinity],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

/** A function from texts to scalars of a type; undefined when the text does not fit. */
export function csvScalar(type: DataType, texts: JsonTexts): (text: string) => Scalar | undefined {
  switch (type.kind) {
    case 'string':
      return (text) => text;
    case 'boolean':
      return (text) => ({ true: true, false: false })[text.toLowerCase()];
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return (text) => {
        if (!WHOLE.test(text)) return undefined;
        const value = BigInt(text.replace('+', ''));
        const limit = 1n << BITS[type.kind]!;
        if (value >= limit || value < -limit) return undefined;
        return type.kind === 'long' ? value : Number(value);
      };
    case 'float':
    case 'double': {
      const narrow = type.kind === 'float' ? Math.fround : (x: number): number => x;
      return (text) => {
        const special = SPECIAL.get(text);
        if (special !== undefined) return special;
        return NUMBER.test(text) ? narrow(Number.parseFloat(text)) : undefined;
      };
    }
    case 'decimal':
      return (text) => {
        const parsed = parseDecimal(text);
        if (parsed === undefined) return undefined;
        const unscaled = rescale(parsed.unscaled, parsed.scale, type.scale);
        return fitsPrecision(unscaled, type.precision) ? unscaled : undefined;
      };
    case 'date':
      return (text) => texts.date(text) ?? undefined;
    case 'timestamp':
      return (text) => texts.timestamp(text) ?? undefined;
    case 'timestamp_ntz':
      return (text) => texts.timestampNtz(text) ?? undefined;
    case 'binary':
      return (text) => new TextEncoder().encode(text);
    default:
      throw unsupported(type);
  }
}

/** CSV has no place for values that hold others. */
export const unsupported = (type: DataType, column = ''): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE',
    sqlState: '0A000',
    message: `The CSV datasource doesn't support the column ${column === '' ? '' : `\`${column}\` `}of the type "${sqlName(type)}".`,
    hint: 'Take its parts apart with select, or turn it into text with to_json.',
  });
