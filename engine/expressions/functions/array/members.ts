import type { CodeContext, ExpressionCode } from '../../../codegen/code-context.ts';
import { itemScratch } from '../../../codegen/kept-list.ts';
import type { ListCode } from '../../../codegen/list-code.ts';
import type { SinkCode } from '../../../codegen/sink-code.ts';
import type { DataType } from '../../../types/data-type.ts';
import { orNull } from '../../../codegen/or-null.ts';
import { placed } from '../../list-call.ts';
import { isPlainValue, setKey } from '../../scalar-key.ts';
import { comparisonText } from '../operator/comparison.ts';

/** Up to here a look at each item costs less than a table of them. */
const FEW = 16;

/** Values of types that are compared by themselves; others are looked up by their keys. */
const isCompared = (type: DataType): boolean => isPlainValue(type) || type.kind === 'binary';

/** Whether an item, which may be null, is the same as another. */
function sameText(type: DataType, a: ExpressionCode, b: ExpressionCode, g: CodeContext): string {
  if (a.isNull === 'true' || b.isNull === 'true') return a.isNull === 'true' ? b.isNull : a.isNull;
  const equal = comparisonText('<=>', type, a, b, g);
  if (a.isNull === 'false') return b.isNull === 'false' ? equal : `(!${b.isNull} && ${equal})`;
  if (b.isNull === 'false') return `(!${a.isNull} && ${equal})`;
  return `(${a.isNull} ? ${b.isNull} : !${b.isNull} && ${equal})`;
}

/** A question that generated code asks of an item. */
interface Test {
  /** Statements that run once, where no list is null. */
  readonly before: string;
  /** Statements that answer it for an item, and the name of the answer. */
  ask(item: ExpressionCode): { readonly code: string; readonly answer: string };
}

/** Whether an item is one of a list's, where NULL is the same as NULL. */
export function among(
  given: ListCode,
  types: { readonly list: DataType; readonly item: DataType },
  isNull: string,
  g: CodeContext,
): Test & { readonly declared: string } {
  const { item: type } = types;
  const few = given.parts !== undefined && given.parts.length <= FEW && isCompared(type);
  const { code, list } = few ? { code: '', list: given } : placed(given, types.list, isNull, g);
  const table = g.fresh('m');
  const key = g.constant(setKey(type));
  const count = list.places?.count;
  const fill = list.each((item) => `${table}.add(${key}(${orNull(item)}));`);
  const build = `${table} = new Set();\n${fill}`;
  const before = few ? '' : isCompared(type) ? `if (${count} > ${FEW}) {\n${build}\n}` : build;
  return {
    declared: `${code}\nlet ${table} = null;`,
    before,
    ask(item) {
      const [answer, label] = [g.fresh('f'), g.fresh('L')];
      const each = (): string =>
        `${label}: {\n${list.each((other) => `if (${sameText(type, item, other, g)}) { ${answer} = true; break ${label}; }`)}\n}`;
      const look = `${answer} = ${table}.has(${key}(${orNull(item)}));`;
      const run = few ? each() : isCompared(type) ? `if (${table} === null) {\n${each()}\n} else ${look}` : look;
      return { code: `let ${answer} = false;\n${run}`, answer };
    },
  };
}

/** Items each once, in the order in which they came. */
export interface DistinctItems {
  readonly declared: string;
  /** Statements before the first. */
  readonly begin: string;
  /** Statements that keep an item unless it is there; where it is, others run. */
  add(item: ExpressionCode, repeated?: string): string;
  /** Statements after the last. */
  readonly end: string;
  readonly list: ListCode;
}

export function distinctItems(type: DataType, g: CodeContext): DistinctItems {
  const scratch = itemScratch(type, g);
  const [start, end, table] = [g.fresh('s'), g.fresh('e'), g.fresh('m')];
  const key = g.constant(setKey(type));
  return {
    declared: `let ${start} = 0, ${end} = 0, ${table} = null;`,
    begin: `${start} = ${scratch.next}; ${table} = ${isCompared(type) ? 'null' : 'new Set()'};`,
    add(item, repeated = '') {
      const [known, size] = [g.fresh('f'), g.fresh('n')];
      const look = `const ${size} = ${table}.size; ${known} = ${table}.add(${key}(${orNull(item)})).size === ${size};`;
      const run = isCompared(type) ? fewOrMany(scratch, { start, table, known, key, type }, item, look, g) : look;
      const otherwise = repeated === '' ? '' : ` else { ${repeated} }`;
      return `let ${known} = false;\n${run}\nif (!${known}) {\n${scratch.append(item)}\n}${otherwise}`;
    },
    end: `${end} = ${scratch.next};`,
    list: scratch.between(start, end),
  };
}

/** A look at each that is kept; when they are many, a table of them. */
function fewOrMany(
  scratch: SinkCode,
  names: { readonly start: string; readonly table: string; readonly known: string; readonly key: string; readonly type: DataType }, // prettier-ignore
  item: ExpressionCode,
  look: string,
  g: CodeContext,
): string {
  const { start, table, known, key, type } = names;
  const row = g.fresh('p');
  const other = scratch.read(row, true);
  const same = sameText(type, item, other, g);
  const each = `for (let ${row} = ${start}; ${row} < ${scratch.next}; ${row}++) {\n${other.code}\nif (${same}) { ${known} = true; break; }\n}`;
  const fill = `for (let ${row} = ${start}; ${row} < ${scratch.next}; ${row}++) {\n${other.code}\n${table}.add(${key}(${orNull(other)}));\n}`;
  return `if (${table} === null && ${scratch.next} - ${start} >= ${FEW}) {\n${table} = new Set();\n${fill}\n}\nif (${table} === null) {\n${each}\n} else {\n${look}\n}`;
}
