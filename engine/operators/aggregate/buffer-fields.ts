import type { BufferColumn } from '../../expressions/define-function.ts';
import type { ViewField, ViewSource } from '../../state/state-view.ts';
import type { AggregateColumn } from './plan.ts';

/**
 * What the state holds of aggregates under the names of Spark's buffers (`count`, `sum`, ...); where two would have one name,
 * that of the result stands behind it.
 *
 * @param from where the first slot lies among the values of a row
 */
export function bufferFields(aggregates: readonly AggregateColumn[], from = 0): ViewField[] {
  let at = from;
  const columns = aggregates.flatMap((aggregate) => {
    const own = at;
    at += aggregate.expression.code.buffer.length;
    return columnsOf(aggregate).map((column) => ({ column, at: own + column.slot, result: aggregate.attribute.name }));
  });
  const names = columns.map(({ column }) => column.name);
  return columns.map(({ column: { name, type, nullable, as }, at: place, result }) => ({
    name: names.indexOf(name) === names.lastIndexOf(name) ? name : `${name}_${result}`,
    type,
    nullable,
    from: sourceOf(as, place),
  }));
}

function columnsOf({ expression: { name, code } }: AggregateColumn): readonly BufferColumn[] {
  const { buffer, shows } = code;
  if (shows !== undefined) return shows;
  return buffer.map(({ type, nullable }, slot) => ({
    name: buffer.length === 1 ? name : `${name}${slot}`,
    type,
    nullable,
    slot,
  }));
}

function sourceOf(as: BufferColumn['as'], at: number): ViewSource {
  if (as === undefined) return { of: 'value', at };
  return as === 'negated' ? { of: 'negation', at } : { of: 'sum', form: as, at };
}
