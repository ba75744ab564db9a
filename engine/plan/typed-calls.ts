import { bindExpression, type ExpressionContext } from '../expressions/bind.ts';
import { mapChildren, type TypedExpression } from '../expressions/typed.ts';
import type { Expression } from '../expressions/expression.ts';

/** A function call on expressions that are bound already. */
export function boundCall(name: string, args: readonly TypedExpression[], context: ExpressionContext): TypedExpression {
  const names: Expression[] = args.map((_, i) => ({ kind: 'attribute', name: `\`${i}\`` }));
  const scope = {
    resolve: (parts: readonly string[]) => args[Number(parts[0])],
    columns: () => [],
    names: () => [],
  };
  return bindExpression({ kind: 'function', name, args: names }, scope, context);
}

/** A text that is equal for equal expressions. */
export function fingerprint(e: TypedExpression): string {
  const parts: string[] = [];
  mapChildren(e, (child) => {
    parts.push(fingerprint(child));
    return child;
  });
  switch (e.node) {
    case 'column':
      return `#${e.id}`;
    case 'literal':
      return `${e.type.kind}:${literalText(e.value)}`;
    case 'field':
      return `${parts[0]}.${e.ordinal}`;
    case 'cast':
      return `cast(${parts[0]} ${JSON.stringify(e.type)} ${e.mode})`;
    case 'aggregate':
      return `${e.name}${e.distinct ? ' distinct' : ''}(${parts.join()};${e.constants};${e.filter === null ? '' : fingerprint(e.filter)})`;
    case 'call':
      return e.deterministic
        ? `${e.name}(${parts.join()};${e.constants ?? ''};${e.data === undefined ? '' : literalText(e.data)}):${JSON.stringify(e.type)}`
        : `${e.name}!${uniqueMark(e)}`;
    default:
      return `${e.node}(${parts.join()})`;
  }
}

const literalText = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v instanceof Uint8Array ? [...v] : v)) ??
  'null';

const marks = new WeakMap<object, number>();
let lastMark = 0;

/** Two calls of `rand()` are never the same. */
function uniqueMark(e: object): number {
  let mark = marks.get(e);
  if (mark === undefined) marks.set(e, (mark = ++lastMark));
  return mark;
}
