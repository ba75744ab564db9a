import { isDeterministic, referencedColumns, someExpression, type TypedExpression } from '../expressions/typed.ts';
import { generatedFunction } from '../types/generated-function.ts';
import type { CodeContext, ExpressionCode } from './code-context.ts';
import { Memo, type OfText } from './memo.ts';

/** Comparisons of numbers of texts cost less than a look into a list. */
const CHEAP: ReadonlySet<string> = new Set(['==', '<=>', 'isnull', 'isnotnull', 'coalesce', 'and', 'or', 'not']);
const NESTED: ReadonlySet<string> = new Set(['struct', 'array', 'map', 'variant', 'binary']);

/**
 * What is made of one text that rows share is made once for each text; null where an expression is nothing of that kind.
 */
export function memoised(e: TypedExpression & { node: 'call' | 'cast' }, g: CodeContext): ExpressionCode | null {
  if (NESTED.has(e.type.kind) || (e.node === 'call' && CHEAP.has(e.name))) return null;
  const text = sharedText(e, g);
  if (text === null) return null;
  const { column, code } = text;
  const memo = g.constant(new Memo(compiled(e, column, g), e.type.kind === 'string'));
  const values = g.fresh('m');
  const name = g.fresh();
  const { texts, id } = code.text!;
  g.once(`const ${values} = ${memo}.values(${texts});`);
  const read = `(${values}[${id}] ?? ${memo}.compute(${texts}, ${id}))`;
  const guarded = code.isNull === 'false' ? read : `${code.isNull} ? ${memo}.ofNull() : ${read}`;
  const statements = `const ${name} = ${guarded};`;
  if (e.type.kind !== 'string') return { code: statements, isNull: `(${name} === ${memo}.missing)`, value: name };
  const range = { arena: `${memo}.arena.arena`, start: `${memo}.starts[${name}]`, end: `${memo}.starts[${name} + 1]` };
  return g.textOfBytes(statements, `(${name} < 0)`, range, e.type);
}

/** The one column that an expression reads, if it is one of texts that rows share. */
function sharedText(e: TypedExpression, g: CodeContext): { column: number; code: ExpressionCode } | null {
  const read = [...referencedColumns(e)];
  if (read.length !== 1 || !isDeterministic(e)) return null;
  const [column] = read as [number];
  const code = g.columnOf(column);
  if (code?.text?.repeats !== true) return null;
  const isColumn = (part: TypedExpression): boolean => part.node === 'column' && part.id === column;
  const other = someExpression(e, (part) => part.node === 'lambda' || (isColumn(part) && part.type.kind !== 'string'));
  return other ? null : { column, code };
}

/** The expression as a function of the text's bytes. */
function compiled(e: TypedExpression, column: number, outer: CodeContext): OfText {
  const g = outer.another();
  const bytes = { arena: 'A', start: 's', end: 'e' };
  const own = g.textOfBytes('', 'N', bytes, { kind: 'string' });
  g.define(column, { ...own, code: '' });
  const made = g.expression(e);
  const give =
    e.type.kind !== 'string'
      ? `return ${made.value};`
      : made.bytes === undefined
        ? `O.putText(${made.value}); return true;`
        : `O.putBytes(${made.bytes.arena}, ${made.bytes.start}, ${made.bytes.end}); return true;`;
  const source = [
    '"use strict";',
    g.prologueText(),
    'return (O, A, s, e, N) => {',
    g.rowText(),
    own.code,
    made.code,
    made.isNull === 'true'
      ? 'return null;'
      : `${made.isNull === 'false' ? '' : `if (${made.isNull}) return null;`} ${give}`,
    '};',
  ].join('\n');
  return generatedFunction<(constants: readonly unknown[]) => OfText>(['K'], source)(g.constants);
}
