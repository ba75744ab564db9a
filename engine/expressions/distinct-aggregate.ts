import { array, struct, type DataType } from '../types/data-type.ts';
import type { Scalar } from '../columnar/vector.ts';
import type { AggregateCode, SlotCode } from './define-function.ts';
import type { CodeContext, ExpressionCode } from '../codegen/code-context.ts';
import { distinctAppender } from './distinct-list.ts';
import { orNull } from '../codegen/or-null.ts';
import { scalarKey } from './scalar-key.ts';
import { hasWords, readRow, writeRow } from './word-row-code.ts';
import { addRow, noRows, type HeldBefore, type WordRows } from './word-rows.ts';

/**
 * An aggregate over the distinct values of its arguments. The values seen lie in the buffer: as words or, where one is
 * nested, as a plain array, the index over which is rebuilt when it is first asked for.
 */
export function distinctAggregate(code: AggregateCode, types: readonly DataType[]): AggregateCode {
  if (types.every(hasWords)) return distinctWords(code, types);
  // One for all code that is made of it: its indexes must see every row that is added.
  const adder = distinctAdder(types);
  return {
    buffer: [{ type: seenType(types), nullable: true, initial: null }, ...code.buffer],
    update(slots, parts, g) {
      const [seen, ...rest] = slots as readonly [SlotCode, ...SlotCode[]];
      const bound = parts.map((part) => g.bound(part));
      const add = g.constant(adder);
      const grown = g.fresh();
      const anyNull = bound.map((part) => part.isNull).filter((text) => text !== 'false');
      const present = anyNull.length === 0 ? 'true' : `!(${anyNull.join(' || ')})`;
      return `${bound.map((part) => part.code).join('\n')}
if (${present}) {
const ${grown} = ${add}(${seen.get}, [${bound.map(orNull).join(', ')}]);
if (${grown} !== null) {
${seen.set(grown)}
${code.update(
  rest,
  bound.map((part) => ({ ...part, code: '' })),
  g,
)}
}
}`;
    },
    ...(code.anyOrder === true ? { anyOrder: true } : {}),
    merge([seen, ...rest], [otherSeen], g) {
      const add = g.constant(adder);
      const [row, grown] = [g.fresh('r'), g.fresh()];
      const parts = types.map((_, i) => g.bound({ code: '', isNull: 'false', value: `${row}[${i}]` }));
      return `for (const ${row} of ${otherSeen!.get} ?? []) {
const ${grown} = ${add}(${seen!.get}, ${row});
if (${grown} === null) continue;
${seen!.set(grown)}
${parts.map((part) => part.code).join('\n')}
${code.update(
  rest,
  parts.map((part) => ({ ...part, code: '' })),
  g,
)}
}`;
    },
    result: (buffer) => code.result(buffer.slice(1)),
  };
}

/**
 * The same over values that can be written as words: none is made of what was seen before.
 *
 * @param rowsBefore rows of what a slot held before it held words
 */
export function distinctWords(
  code: AggregateCode,
  types: readonly DataType[],
  rowsBefore: (before: HeldBefore) => WordRows = noRows,
): AggregateCode {
  /** Statements over the rows of a group. */
  const withRows = (seen: SlotCode, g: CodeContext, body: (rows: string) => string): string => {
    const rows = g.fresh();
    return `let ${rows} = ${seen.get};
if (${rows} === null || Array.isArray(${rows})) { ${rows} = ${g.constant(rowsBefore)}(${rows}); ${seen.set(rows)} }\n${body(rows)}`;
  };
  return {
    buffer: [{ type: seenType(types), nullable: true, initial: null }, ...code.buffer],
    update([seen, ...rest], given, g) {
      const bound = given.map((part, i) => g.bound(normal(part, types[i]!, g)));
      const before = bound.map((part) => part.code).join('\n');
      const nulls = bound.map((part) => part.isNull).filter((text) => text !== 'false');
      if (nulls.includes('true')) return before;
      const parts = bound.map((part) => ({ ...part, code: '' }));
      const { code: written, writer } = writeRow(parts, types, g);
      const body = withRows(
        seen!,
        g,
        (rows) => `${written}
if (${g.constant(addRow)}(${rows}, ${writer}.words, 0, ${writer}.length)) {
${code.update(rest, parts, g)}
}`,
      );
      return `${before}\n${nulls.length === 0 ? `{ ${body} }` : `if (!(${nulls.join(' || ')})) { ${body} }`}`;
    },
    ...(code.anyOrder === true ? { anyOrder: true } : {}),
    merge([seen, ...rest], [otherSeen], g) {
      const [other, row, at, end, words] = ['o', 'r', 'at', 'e', 'w'].map((prefix) => g.fresh(prefix));
      const parts = readRow(types, words!, at!, g);
      const changed = code.update(rest, parts.map((part) => ({ ...part, code: '' })), g); // prettier-ignore
      const body = withRows(
        seen!,
        g,
        (rows) => `for (let ${row} = 0, ${at} = 0, ${words} = ${other}.words; ${row} < ${other}.count; ${row}++) {
const ${end} = ${other}.ends[${row}];
if (${g.constant(addRow)}(${rows}, ${words}, ${at}, ${end})) {
${parts.map((part) => part.code).join('\n')}
${changed}
}
${at} = ${end};
}`,
      );
      return `let ${other} = ${otherSeen!.get};
if (Array.isArray(${other})) ${other} = ${g.constant(rowsBefore)}(${other});
if (${other} !== null) { ${body} }`;
    },
    result: (buffer) => code.result(buffer.slice(1)),
  };
}

/** As Spark groups doubles: -0.0 is 0.0. */
function normal(part: ExpressionCode, type: DataType, g: CodeContext): ExpressionCode {
  if ((type.kind !== 'double' && type.kind !== 'float') || part.isNull === 'true') return part;
  const { code, isNull, value } = g.bound(part);
  return { code, isNull, value: `(${value} + 0)` };
}

const seenType = (types: readonly DataType[]): DataType =>
  array(struct(types.map((type, i) => ({ name: `_${i + 1}`, type, nullable: true }))), false);

/** Adds a row to the list of those seen; the list when it was new, null when not. */
function distinctAdder(types: readonly DataType[]): (seen: Scalar[][] | null, row: Scalar[]) => Scalar[][] | null {
  const append = distinctAppender(rowKey(types));
  return (given, row) => {
    const seen = given ?? [];
    return append(seen, row) ? seen : null;
  };
}

function rowKey(types: readonly DataType[]): (row: readonly Scalar[]) => string {
  const keys = types.map(scalarKey);
  return (row) => row.map((value, i) => keys[i]!(value)).join('\u0000');
}
