import { BOOLEAN, type DataType } from '../../../types/data-type.ts';
import { nonFoldable } from '../../analysis-errors.ts';
import { heldValue, slotResult, storeOrNull } from '../../aggregate-code.ts';
import { defineAggregate, type AggregateCode, type AggregateFunction } from '../../define-function.ts';
import { evaluateConstant, isConstant } from '../../evaluate.ts';
import { prettySql } from '../../pretty-sql.ts';
import { accepted, checkCount } from '../../signature.ts';
import { BOOL } from '../../type-pattern.ts';

function keepCode(type: DataType, last: boolean, ignoreNulls: boolean): AggregateCode {
  return {
    buffer: [
      { type, nullable: true, initial: null },
      { type: BOOLEAN, nullable: false, initial: false },
    ],
    update([value, known], parts, g) {
      const part = parts[0]!;
      const conditions: string[] = [];
      if (!last) conditions.push(`!${known!.get}`);
      if (ignoreNulls && part.isNull !== 'false') conditions.push(`!(${part.isNull})`);
      const store = `${storeOrNull(value!, part, g)}\n${known!.set('true')}`;
      return `${part.code}\n${conditions.length === 0 ? store : `if (${conditions.join(' && ')}) {\n${store}\n}`}`;
    },
    merge([value, known], [otherValue, otherKnown], g) {
      const wins = last ? otherKnown!.get : `${otherKnown!.get} && !${known!.get}`;
      const other = heldValue(otherValue!, g);
      return `if (${wins}) {\n${other.code}\n${storeOrNull(value!, other.value, g)}\n${known!.set('true')}\n}`;
    },
    ...slotResult(0),
    shows: [
      { name: last ? 'last' : 'first', type, nullable: true, slot: 0 },
      { name: 'valueSet', type: BOOLEAN, nullable: false, slot: 1 },
    ],
  };
}

const keeper = (
  name: string,
  aliases: readonly string[],
  last: boolean,
  description: string,
  result: string,
): AggregateFunction =>
  defineAggregate({
    name,
    ...(aliases.length === 0 ? {} : { aliases }),
    group: 'aggregate',
    description,
    parameters: ['expr', 'ignoreNulls?'],
    examples: [{ sql: `${name}(x, true)`, over: { x: 'NULL, 5, 20, NULL' }, result }],
    bind(given, context) {
      checkCount(given.length, 1, 2, context.functionName);
      let ignoreNulls = false;
      if (given[1] !== undefined) {
        const flag = accepted(given[1], 1, BOOL, given, context);
        if (!isConstant(flag)) throw nonFoldable(context.sql(given), prettySql(flag), 'BOOLEAN');
        ignoreNulls = evaluateConstant(flag) === true;
      }
      const { type } = given[0]!;
      return { args: [given[0]!], type, nullable: true, code: keepCode(type, last, ignoreNulls) };
    },
  });

export const first = keeper(
  'first',
  ['first_value'],
  false,
  'The first value of expr, or the first that is not NULL.',
  '5',
);
export const last = keeper('last', ['last_value'], true, 'The last value of expr, or the last that is not NULL.', '20');
export const anyValue = keeper('any_value', [], false, 'Some value of expr: the first.', '5');
