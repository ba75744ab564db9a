import type { GeneratorCode } from '../expressions/define-function.ts';
import { partsOfArray } from '../expressions/typed.ts';
import type { DataType } from '../types/data-type.ts';
import type { CodeContext, ExpressionCode } from './code-context.ts';
import type { Step } from './step.ts';

type GenerateStep = Step & { step: 'generate' };
type Each = NonNullable<GeneratorCode['each']>;

/** The most elements that are chosen from one by one without making the array. */
const CHOICES = 16;

/** The statements of a generator for the current row; `rest` runs for each row that it makes. */
export function generatorStep(step: GenerateStep, g: CodeContext, rest: () => string): string {
  const { each, outer, rows } = step.generator.code;
  if (each !== undefined) return eachItem(step, each, g, rest);
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

/** A loop over the places of an array or map: nothing is made for a row but its columns. */
function eachItem({ generator, output }: GenerateStep, each: Each, g: CodeContext, rest: () => string): string {
  const { outer } = generator.code;
  const place = g.fresh('n');
  const columns = each.position ? output.slice(1) : output;
  const chosen = partsOfArray(generator.args[0]!);
  if (chosen !== null && chosen.length > 0 && chosen.length <= CHOICES) {
    const parts = chosen.map((arg) => g.expression(arg));
    const element = choice(parts, place, columns[0]!.type, g);
    g.define(columns[0]!.id, { ...element, code: '' });
    if (each.position) g.define(output[0]!.id, { code: '', isNull: 'false', value: place });
    const before = parts.map((part) => part.code).join('\n');
    return `${before}\nfor (let ${place} = 0; ${place} < ${parts.length}; ${place}++) {\n${element.code}\n${rest()}\n}`;
  }
  const list = g.expression(generator.args[0]!);
  const [items, count, item] = [g.fresh('r'), g.fresh('n'), g.fresh('r')];
  const none = outer ? `(${count} === 0)` : 'false';
  if (each.position) g.define(output[0]!.id, { code: '', isNull: none, value: place });
  columns.forEach((attribute, k) => {
    const value = each.item === 'entry' ? `${item}[${k}]` : item;
    const isNull = each.item === 'entry' && outer ? `(${item} === null || ${value} === null)` : `(${value} === null)`;
    g.define(attribute.id, { code: '', isNull, value });
  });
  const read = `${items}[${place}]`;
  return `${list.code}
const ${items} = ${orNull(list)}, ${count} = ${items} === null ? 0 : ${items}.length;
for (let ${place} = 0; ${place} < ${outer ? `(${count} || 1)` : count}; ${place}++) {
const ${item} = ${outer ? `${count} === 0 ? null : ${read}` : read};
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
