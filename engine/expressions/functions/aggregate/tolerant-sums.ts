import { isMillraceError } from '../../../types/errors.ts';
import { defineAggregate, type AggregateCode, type AggregateFunction } from '../../define-function.ts';
import { BOOLEAN, isIntegral, type DataType } from '../../../types/data-type.ts';
import { whenPresent } from '../../aggregate-code.ts';
import { coerced } from '../../signature.ts';
import { avgCode, avgType } from './avg.ts';
import { SUMMABLE, sumCode, sumType } from './sum.ts';

/** The result, or NULL where computing it would be an error. */
const tolerantResult = (code: AggregateCode): AggregateCode => ({
  ...code,
  result(buffer) {
    try {
      return code.result(buffer);
    } catch (error) {
      if (isMillraceError(error)) return null;
      throw error;
    }
  },
});

/** A sum that is NULL for ever once it left the bounds of its type. */
function boundedSum(type: DataType): AggregateCode {
  const months = type.kind === 'year_month_interval';
  const bits = months ? 32 : 64;
  return {
    buffer: [
      { type: { kind: 'decimal', precision: 38, scale: 0 }, nullable: true, initial: null },
      { type: BOOLEAN, nullable: false, initial: false },
    ],
    update([sum, failed], parts, g) {
      return whenPresent(parts, g, ([v]) => {
        const next = g.fresh();
        return `const ${next} = (${sum!.get} ?? 0n) + BigInt(${v});
if (BigInt.asIntN(${bits}, ${next}) !== ${next}) { ${failed!.set('true')} }
${sum!.set(next)}`;
      });
    },
    anyOrder: true,
    merge([sum, failed], [otherSum, otherFailed], g) {
      const [other, next] = [g.fresh('m'), g.fresh()];
      return `const ${other} = ${otherSum!.get};
if (${other} !== null) {
const ${next} = (${sum!.get} ?? 0n) + ${other};
if (${otherFailed!.get} || BigInt.asIntN(${bits}, ${next}) !== ${next}) { ${failed!.set('true')} }
${sum!.set(next)}
}`;
    },
    result([sum, failed]) {
      if (sum === null || failed === true) return null;
      return months ? Number(sum) : sum;
    },
  };
}

const exact = (type: DataType): boolean => isIntegral(type) || type.kind.endsWith('interval');

export const trySum: AggregateFunction = defineAggregate({
  name: 'try_sum',
  group: 'aggregate',
  description: 'The sum of expr, NULL when it overflows.',
  parameters: ['expr'],
  examples: [{ sql: 'try_sum(x)', over: { x: '9223372036854775807L, 1L' }, result: 'NULL' }],
  bind(given, context) {
    const args = coerced({ args: [SUMMABLE] }, given, context);
    const { type } = args[0]!;
    const code = exact(type) ? boundedSum(type) : tolerantResult(sumCode(type));
    return { args, type: sumType(type), nullable: true, code };
  },
});

export const tryAvg: AggregateFunction = defineAggregate({
  name: 'try_avg',
  group: 'aggregate',
  description: 'The average of expr, NULL when its sum overflows.',
  parameters: ['expr'],
  examples: [{ sql: 'try_avg(x)', over: { x: '1, 2, 6' }, result: '3.0' }],
  bind(given, context) {
    const args = coerced({ args: [SUMMABLE] }, given, context);
    const { type } = args[0]!;
    return { args, type: avgType(type), nullable: true, code: tolerantResult(avgCode(type)) };
  },
});
