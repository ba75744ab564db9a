import { structCode } from '../../../codegen/struct-code.ts';
import { either } from '../../../codegen/either.ts';
import { isTimestamp, sqlName, TIMESTAMP, type DataType } from '../../../types/data-type.ts';
import { AnalysisError } from '../../../types/errors.ts';
import { unexpectedInputType } from '../../analysis-errors.ts';
import { defineFunction, type BindContext } from '../../define-function.ts';
import { checkCount } from '../../signature.ts';
import { ANY_TIMESTAMP } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { bindArithmetic } from '../operator/arithmetic.ts';
import { timeOfWindow, windowType } from './window.ts';

const GAP: DataType = { kind: 'calendar_interval' };

/** A row's own session, from its time until the gap after it: NULL where there is no time or the gap is no interval. */
export const sessionWindow = defineFunction({
  name: 'session_window',
  group: 'window',
  description:
    'The session that holds timeColumn: a struct of start and end. Rows that are less than a gap apart are of one session where they are grouped by it.',
  parameters: ['timeColumn', 'gapDuration'],
  examples: [
    {
      sql: "session_window(TIMESTAMP '2024-01-01 00:00:30', '1 minute')",
      result: '{2024-01-01 00:00:30, 2024-01-01 00:01:30}',
    },
  ],
  pretty: () => 'session_window',
  bind(given, context) {
    checkCount(given.length, 2, 2, context.functionName);
    const [timeColumn, gapDuration] = given as [TypedExpression, TypedExpression];
    const time = timeOf(timeColumn, given, context);
    const end: TypedExpression = {
      node: 'call',
      name: '+',
      deterministic: true,
      ...bindArithmetic('+', [time, gapOf(gapDuration, context)], { ...context, functionName: '+' }),
    };
    return {
      args: [time, end],
      type: windowType(time.type),
      nullable: true,
      code: {
        form: 'generate',
        generate(args, g) {
          const [from, to] = args.map((arg) => g.bound(g.expression(arg)));
          const isNull = either(from!.isNull, to!.isNull);
          return structCode(isNull, [from!, to!]);
        },
      },
    };
  },
});

function timeOf(column: TypedExpression, given: readonly TypedExpression[], context: BindContext): TypedExpression {
  const window = timeOfWindow(column);
  if (window !== null) return window;
  const { kind } = column.type;
  const time = kind === 'string' || kind === 'date' || kind === 'void' ? context.cast(column, TIMESTAMP) : column;
  if (!isTimestamp(time.type)) throw unexpectedInputType(context.sql(given), 0, ANY_TIMESTAMP, column);
  return time;
}

function gapOf(gap: TypedExpression, context: BindContext): TypedExpression {
  const { kind } = gap.type;
  if (kind === 'calendar_interval') return gap;
  if (kind === 'string' || kind === 'void') return context.cast(gap, GAP);
  throw new AnalysisError({
    condition: '_LEGACY_ERROR_TEMP_1040',
    message: `Gap duration expression used in session window must be CalendarIntervalType, but got ${sqlName(gap.type)}.`,
    hint: 'Give the gap as text, such as "5 minutes", or as an expression of the row that gives such texts.',
  });
}
