import { compareScalars } from '../../../types/compare.ts';
import { BINARY, STRING, struct, type DataType } from '../../../types/data-type.ts';
import { collectRows, collectValues } from '../../aggregate-code.ts';
import { quotedType, typeMismatch } from '../../analysis-errors.ts';
import { defineAggregate, type BindContext, type BoundAggregate, type OrderedArgument } from '../../define-function.ts';
import { evaluateConstant } from '../../evaluate.ts';
import { prettySql } from '../../pretty-sql.ts';
import { accepted, checkCount, literalOf } from '../../signature.ts';
import { anyOf, BYTES, TEXT } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { isOrderable } from '../operator/comparison.ts';

type Joined = string | Uint8Array | null;

function joined(values: readonly unknown[], delimiter: Joined, binary: boolean): Joined {
  if (values.length === 0) return null;
  if (!binary) return values.join((delimiter as string | null) ?? '');
  const between = (delimiter as Uint8Array | null) ?? new Uint8Array(0);
  return new Uint8Array(Buffer.concat((values as Uint8Array[]).flatMap((v, i) => (i === 0 ? [v] : [between, v]))));
}

/** Compares rows by the values behind the first, as ORDER BY does. */
function rowOrder(orders: readonly OrderedArgument[]): (a: unknown[], b: unknown[]) => number {
  const compares = orders.map((order) => compareScalars(order.expression.type));
  return (a, b) => {
    for (let i = 0; i < orders.length; i++) {
      const [x, y] = [a[i + 1], b[i + 1]];
      if (x === null && y === null) continue;
      if (x === null || y === null) return (x === null) === orders[i]!.nullsFirst ? -1 : 1;
      const c = compares[i]!(x, y);
      if (c !== 0) return orders[i]!.descending ? -c : c;
    }
    return 0;
  };
}

const orderText = ({ expression, descending, nullsFirst }: OrderedArgument): string =>
  `${prettySql(expression)} ${descending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;

function bindListagg(
  given: readonly TypedExpression[],
  orders: readonly OrderedArgument[],
  context: BindContext,
): BoundAggregate {
  checkCount(given.length, 1, 2, context.functionName);
  for (const { expression } of orders) {
    if (isOrderable(expression.type)) continue;
    throw typeMismatch(
      'INVALID_ORDERING_TYPE',
      context.sql(given),
      `The \`listagg\` does not support ordering on type ${quotedType(expression.type)}.`,
    );
  }
  const binary = given[0]!.type.kind === 'binary';
  const takes = anyOf(TEXT, BYTES);
  const text = accepted(given[0]!, 0, takes, given, context);
  const delimiter =
    given[1] === undefined ? null : (evaluateConstant(accepted(given[1], 1, takes, given, context)) as Joined);
  const base = `${orders.length === 0 ? context.functionName : 'listagg'}(${prettySql(text)}, ${prettySql(given[1] ?? literalOf(null, { kind: 'void' }))})`;
  const type: DataType = binary ? BINARY : STRING;
  if (orders.length === 0) {
    const code = collectValues(type, ({ scalars }) => joined(scalars, delimiter, binary));
    return { args: [text], type, nullable: true, code, pretty: base };
  }
  const row = struct(
    [text, ...orders.map((o) => o.expression)].map((e, i) => ({ name: `_${i}`, type: e.type, nullable: true })),
  );
  const compare = rowOrder(orders);
  const finish = (rows: readonly unknown[][]): unknown => {
    const present = rows.filter(([value]) => value !== null).sort(compare);
    return joined(
      present.map(([value]) => value),
      delimiter,
      binary,
    );
  };
  const pretty = `${base} WITHIN GROUP (ORDER BY ${orders.map(orderText).join(', ')})`;
  const args = [text, ...orders.map((o) => o.expression)];
  return { args, type, nullable: true, code: collectRows(row, finish), pretty };
}

export const listagg = defineAggregate({
  name: 'listagg',
  aliases: ['string_agg'],
  group: 'aggregate',
  description: 'The texts that are not NULL, joined by a delimiter.',
  parameters: ['expr', 'delimiter?'],
  examples: [{ sql: "listagg(x, ', ')", over: { x: "'a', 'b', NULL, 'c'" }, result: 'a, b, c' }],
  bind: (given, context) => bindListagg(given, [], context),
  bindOrdered: bindListagg,
});
