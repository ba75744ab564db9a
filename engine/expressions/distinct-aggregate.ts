import { array, struct, type DataType } from '../types/data-type.ts';
import type { Scalar } from '../columnar/vector.ts';
import type { AggregateCode, SlotCode } from './define-function.ts';
import type { CodeContext } from '../codegen/code-context.ts';
import { distinctAppender } from './distinct-list.ts';
import { lacksText } from './distinct-texts.ts';
import { orNull } from '../codegen/or-null.ts';
import { scalarKey, setKey } from './scalar-key.ts';
import type { TypedExpression } from './typed.ts';

/**
 * An aggregate over the distinct values of its arguments. The values seen lie in the buffer as a plain array, so a
 * checkpoint can keep them; the index over that array is rebuilt when it is first asked for.
 */
export function distinctAggregate(code: AggregateCode, args: readonly TypedExpression[]): AggregateCode {
  const types = args.map((arg) => arg.type);
  if (types.length === 1 && types[0]!.kind === 'string') return distinctTexts(code, types[0]!);
  const seenType = array(struct(types.map((type, i) => ({ name: `_${i + 1}`, type, nullable: true }))), false);
  // One for all code that is made of it: its indexes must see every row that is added.
  const adder = distinctAdder(types);
  return {
    buffer: [{ type: seenType, nullable: true, initial: null }, ...code.buffer],
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

/** The same over texts, which are looked for by their bytes: one that was seen before is not made. */
function distinctTexts(code: AggregateCode, type: DataType): AggregateCode {
  const seenType = array(struct([{ name: '_1', type, nullable: true }]), false);
  /** Statements over the list of a group. */
  const withList = (seen: SlotCode, g: CodeContext, body: (list: string) => string): string => {
    const list = g.fresh();
    return `let ${list} = ${seen.get};\nif (${list} === null) { ${list} = []; ${seen.set(list)} }\n${body(list)}`;
  };
  return {
    buffer: [{ type: seenType, nullable: true, initial: null }, ...code.buffer],
    update([seen, ...rest], [part], g) {
      if (part!.isNull === 'true') return part!.code;
      const { code: found, bytes } = g.bytesOf(part!, type);
      const id = part!.id ?? `I.internRange(${bytes.arena}, ${bytes.start}, ${bytes.end})`;
      const text = { ...g.bound({ ...part!, code: '' }), bytes };
      const added = (list: string): string => `if (${g.constant(lacksText)}(${list}, ${id}, I)) {
${text.code}
${list}.push([${text.value}]);
${code.update(rest, [{ ...text, code: '' }], g)}
}`;
      const body = withList(seen!, g, added);
      return `${part!.code}\n${found}\n${part!.isNull === 'false' ? `{ ${body} }` : `if (!${part!.isNull}) { ${body} }`}`;
    },
    interns: true,
    ...(code.anyOrder === true ? { anyOrder: true } : {}),
    merge([seen, ...rest], [otherSeen], g) {
      const [row, text] = [g.fresh('r'), g.fresh()];
      const changed = code.update(rest, [{ code: '', isNull: 'false', value: text }], g);
      return withList(
        seen!,
        g,
        (list) => `for (const ${row} of ${otherSeen!.get} ?? []) {
const ${text} = ${row}[0];
if (${g.constant(lacksText)}(${list}, I.intern(${text}), I)) {
${list}.push([${text}]);
${changed}
}
}`,
      );
    },
    result: (buffer) => code.result(buffer.slice(1)),
  };
}

/** Adds a row to the list of those seen; the list when it was new, null when not. */
function distinctAdder(types: readonly DataType[]): (seen: Scalar[][] | null, row: Scalar[]) => Scalar[][] | null {
  const append = distinctAppender(rowKey(types));
  return (given, row) => {
    const seen = given ?? [];
    return append(seen, row) ? seen : null;
  };
}

function rowKey(types: readonly DataType[]): (row: readonly Scalar[]) => unknown {
  if (types.length === 1) {
    const key = setKey(types[0]!);
    return (row) => key(row[0]);
  }
  const keys = types.map(scalarKey);
  return (row) => row.map((value, i) => keys[i]!(value)).join('\u0000');
}
