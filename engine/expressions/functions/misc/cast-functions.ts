import {
  BINARY, BOOLEAN, BYTE, DATE, decimal, DOUBLE, FLOAT, INTEGER, LONG, SHORT, STRING, TIMESTAMP, type DataType,
} from '../../../types/data-type.ts'; // prettier-ignore
import { explicitCast } from '../../casts/cast.ts';
import { defineFunction, type ScalarFunction } from '../../define-function.ts';
import { checkCount } from '../../signature.ts';
import type { CastExpression } from '../../typed.ts';

const castFunction = (name: string, type: DataType, sql: string, result: string): ScalarFunction =>
  defineFunction({
    name,
    group: 'misc',
    description: `Casts expr to ${name.toUpperCase()}.`,
    parameters: ['expr'],
    examples: [{ sql, result }],
    pretty: ([a]) => a!,
    bind(args, context) {
      checkCount(args.length, 1, 1, context.functionName);
      const cast = explicitCast(args[0]!, type, 'ansi', context.timeZone) as CastExpression;
      return { args: [cast.child], type, nullable: cast.nullable, code: cast.code };
    },
  });

/** `double(x)` is `CAST(x AS DOUBLE)`, and so for the other type names. */
export const castFunctions: readonly ScalarFunction[] = [
  castFunction('boolean', BOOLEAN, "boolean('true')", 'true'),
  castFunction('tinyint', BYTE, "tinyint('12')", '12'),
  castFunction('smallint', SHORT, "smallint('12')", '12'),
  castFunction('int', INTEGER, "int('12')", '12'),
  castFunction('bigint', LONG, "bigint('12')", '12'),
  castFunction('float', FLOAT, "float('1.5')", '1.5'),
  castFunction('double', DOUBLE, "double('1.5')", '1.5'),
  castFunction('decimal', decimal(10, 0), "decimal('12')", '12'),
  castFunction('date', DATE, "date('2024-02-29')", '2024-02-29'),
  castFunction('timestamp', TIMESTAMP, "timestamp('2024-02-29 12:00:00')", '2024-02-29 12:00:00'),
  castFunction('binary', BINARY, "binary('a')", '[61]'),
  castFunction('string', STRING, 'string(12)', '12'),
];
