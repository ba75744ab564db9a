import type { GeneratorCode } from '../expressions/define-function.ts';
import { itemType } from '../columnar/item-type.ts';
import type { TypedExpression } from '../expressions/typed.ts';
import type { DataType } from '../types/data-type.ts';
import type { CodeContext, ExpressionCode } from './code-context.ts';
import { keptItems, placedList } from './kept-list.ts';
import { settled, type ListExpression } from './list-code.ts';
import type { Step } from './step.ts';
import { variableOf } from './variable.ts';

type GenerateStep = Step & { step: 'generate' };
type Each = Extract<GeneratorCode, { rows?: undefined }>['each'];

/** The most elements that are chosen from one by one without making the array. */
const CHOICES = 16;

/** The statements of a generator for the current row; `rest` runs for each row that it makes. */
export function generatorStep(step: GenerateStep, g: CodeContext, rest: () => string): string {
  const { each, outer, rows } = step.generator.code;
  if (rows === undefined) return eachItem(step, each, g, rest);
  const args = step.generator.args.map((arg) => g.bound(g.expression(arg)));
  const row = g.fresh('r');
  step.output.forEach((attribute, k) => {
    const name = `${row}[${k}]`;
    g.define(attribute.id, { code: '', isNull: `(${name} === null)`, value: name });
  });
  const made = `${g.constant(rows)}(${args.map(orNull).join(', ')})`;
  const list = outer ? `${g.constant(orElse)}(${made}, ${g.constant([step.output.map(() => null)])})` : made;
  return `${args.map((arg) => arg.code).join('\n')}\nfor (const ${row} of ${list}) {\n${rest()}\n}`;
}

const orNull = ({ isNull, value }: ExpressionCode): string =>
  isNull === 'false' ? value : `(${isNull} ? null : ${value})`;

/** The rows, or the given ones when there are none. */
function orElse(rows: Iterable<unknown>, none: unknown[]): Iterable<unknown> {
  const all = Array.isArray(rows) ? rows : [...rows];
  return all.length === 0 ? none : all;
}

/** A loop over the items of an array or map: nothing is made for a row but its columns. */
function eachItem({ generator, output }: GenerateStep, each: Each, g: CodeContext, rest: () => string): string {
  const [arg] = generator.args as [TypedExpression];
  const { outer } = generator.code;
  const columns = each.position ? output.slice(1) : output;
  const define = (item: ExpressionCode, place: string, none: string): string => {
    const parts = columns.map((_, k) => (each.item === 'entry' ? g.fieldOf(item, k) : item));
    columns.forEach((column, k) => g.define(column.id, settled(parts[k]!)));
    if (each.position) g.define(output[0]!.id, { code: '', isNull: none, value: place });
    return parts.map((part) => part.code).join('\n');
  };
  const { code, isNull, list } = g.list(arg);
  const chosen = isNull === 'false' ? list.parts : undefined;
  const isFlat = columns.every(({ type }) => type.kind !== 'array' && type.kind !== 'map');
  if (chosen !== undefined && chosen.length > 0 && chosen.length <= CHOICES && isFlat) {
    const place = g.fresh('n');
    const parts = columns.map((_, k) => chosen.map((part) => (each.item === 'entry' ? g.fieldOf(part, k) : part)));
    const before = parts.flat().map((part) => part.code).join('\n'); // prettier-ignore
    const picked = columns.map((column, k) => choice(parts[k]!, place, column.type, g));
    columns.forEach((column, k) => g.define(column.id, { ...picked[k]!, code: '' }));
    if (each.position) g.define(output[0]!.id, { code: '', isNull: 'false', value: place });
    const loop = `for (let ${place} = 0; ${place} < ${chosen.length}; ${place}++)`;
    return `${code}\n${before}\n${loop} {\n${picked.map((pick) => pick.code).join('\n')}\n${rest()}\n}`;
  }
  if (outer) return eachOrNone({ code, isNull, list }, arg.type, define, g, rest);
  const once = list.copies <= 1 ? { code: '', list } : keptItems(list, itemType(arg.type), isNull, g);
  const next = g.fresh('n');
  const walk = once.list.each((item) => {
    const place = g.fresh('n');
    const counted = each.position ? `const ${place} = ${next}++;` : '';
    return `${counted}\n${define(item, place, 'false')}\n${rest()}`;
  });
  const counter = each.position ? `let ${next} = 0;\n` : '';
  const guarded = isNull === 'false' ? walk : isNull === 'true' ? '' : `if (!${isNull}) {\n${walk}\n}`;
  return `${code}\n${once.code}\n${counter}${guarded}`;
}

/** The same with a row of NULLs where there is no item. */
function eachOrNone(
  given: ListExpression,
  type: DataType,
  define: (item: ExpressionCode, place: string, none: string) => string,
  g: CodeContext,
  rest: () => string,
): string {
  const { code, isNull, list } = placedList(given, type, g);
  const [count, place] = [g.fresh('n'), g.fresh('n')];
  const held = variableOf(itemType(type), g);
  const known = isNull === 'false' ? list.places.count : `${isNull} ? 0 : ${list.places.count}`;
  const set = isNull === 'true' ? '' : `if (${count} !== 0) {\n${held.set(list.places.item(place))}\n}`;
  const item = held.read();
  const columns = define(settled(item), place, `(${count} === 0)`);
  return `${code}
const ${count} = ${known};
for (let ${place} = 0; ${place} < (${count} || 1); ${place}++) {
${held.declared}
${set}
${item.code}
${columns}
${rest()}
}`;
}

/** The part at a place; each is read once a row. */
function choice(parts: readonly ExpressionCode[], place: string, type: DataType, g: CodeContext): ExpressionCode {
  const pick = (of: (part: ExpressionCode) => string): string => {
    const last = parts.length - 1;
    const tests = parts.slice(0, last).map((part, i) => `${place} === ${i} ? ${of(part)} : `);
    return `(${tests.join('')}${of(parts[last]!)})`;
  };
  const known = parts.every((part) => part.isNull === 'false');
  const isNull = known ? 'false' : g.fresh('z');
  const nulls = known ? '' : `const ${isNull} = ${pick((part) => part.isNull)};`;
  const arena = parts.find((part) => part.bytes !== undefined)?.bytes?.arena;
  if (arena !== undefined && parts.every((part) => part.bytes !== undefined || part.isNull === 'true')) {
    const [start, end] = [g.fresh('s'), g.fresh('e')];
    const range = `const ${start} = ${pick((part) => part.bytes?.start ?? '0')}, ${end} = ${pick((part) => part.bytes?.end ?? '0')};`;
    const bytes = { arena: pick((part) => part.bytes?.arena ?? arena), start, end };
    return g.textOfBytes(`${nulls}\n${range}`, isNull, bytes, type);
  }
  const value = pick((part) => part.value);
  const float = parts.every((part) => part.float !== undefined) ? { float: pick((part) => part.float!) } : {};
  const bound = g.bound({ code: '', isNull, value, ...float });
  return { ...bound, code: `${nulls}\n${bound.code}` };
}
