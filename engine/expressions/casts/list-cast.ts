import type { CodeContext, ExpressionCode } from '../../codegen/code-context.ts';
import { settled } from '../../codegen/list-code.ts';
import { structCode } from '../../codegen/struct-code.ts';
import { sameType, type DataType } from '../../types/data-type.ts';
import type { ScalarCode } from '../define-function.ts';
import type { CastMode } from '../expression.ts';
import { listOf } from '../list-call.ts';
import { mappedItems } from '../mapped-items.ts';
import { freshColumnId, type TypedExpression } from '../typed.ts';

type CastPart = (from: DataType, to: DataType) => TypedExpression & { node: 'cast' };

/** The cast of arrays and maps, item by item; undefined for other types. */
export function listCast(
  from: DataType,
  to: DataType,
  mode: CastMode,
  codeOf: (from: DataType, to: DataType) => ScalarCode,
): ScalarCode | undefined {
  const cast: CastPart = (a, b) => {
    const child = { node: 'column', id: freshColumnId(), name: 'item', type: a, nullable: true } as const;
    return { node: 'cast', child, type: b, nullable: true, mode, code: codeOf(a, b) };
  };
  if (from.kind === 'array' && to.kind === 'array') {
    if (sameType(from, to)) return listOf(({ lists: [list] }) => ({ list: list! }));
    const element = cast(from.element, to.element);
    return listOf(({ lists: [list] }, g) => mappedItems(list!, (item) => castItem(item, element, g)));
  }
  if (from.kind === 'map' && to.kind === 'map') {
    if (sameType(from, to)) return listOf(({ lists: [list] }) => ({ list: list! }));
    const [key, value] = [cast(from.key, to.key), cast(from.value, to.value)];
    return listOf(({ lists: [list] }, g) =>
      mappedItems(list!, (entry) => {
        const parts = [key, value].map((part, k) => castItem(g.fieldOf(settled(entry), k), part, g));
        const { code, ...pair } = structCode('false', parts);
        return { ...pair, code: `${entry.code}\n${code}` };
      }),
    );
  }
  return undefined;
}

function castItem(item: ExpressionCode, cast: TypedExpression & { node: 'cast' }, g: CodeContext): ExpressionCode {
  g.define((cast.child as TypedExpression & { node: 'column' }).id, settled(item));
  const made = g.repeatable(g.part(cast));
  const { code, ...rest } = made;
  return made.list === undefined
    ? { ...rest, code: `${item.code}\n${code}` }
    : { ...settled(made), code: `${item.code}\n${code}` };
}
