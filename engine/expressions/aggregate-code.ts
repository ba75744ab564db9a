import type { Scalar } from '../columnar/vector.ts';
import type { CodeContext, ExpressionCode } from '../codegen/code-context.ts';
import type { AggregateCode, BufferSlot, SlotCode } from './define-function.ts';
import { orNull } from '../codegen/or-null.ts';
import { keptIntegers, keptValues, keptWords, type KeptValues } from './kept-values.ts';
import { array, type DataType } from '../types/data-type.ts';
import { appendInteger, appendIntegers, integersOf } from './word-rows.ts';
import { copy } from '../types/int128.ts';

/** Shapes that many aggregates share. */

/** The result is a slot. */
export const slotResult = (slot: number): Pick<AggregateCode, 'result' | 'gives'> => ({
  gives: { slot },
  result: (buffer) => buffer[slot],
});

/** Every slot is added to its fellow. */
export const mergeSums: AggregateCode['merge'] = (into, from) =>
  into.map((slot, i) => slot.set(`${slot.get} + ${from[i]!.get}`)).join('\n');

/** The JavaScript of two values that are not null, together. */
export type Combine = (a: string, b: string, g: CodeContext) => string;

/** Statements that put a value that is not null to the one in a slot, or into the slot where there is none. */
export function foldInto(slot: SlotCode, value: string, combine: Combine, g: CodeContext): string {
  const { held, put } = slot;
  return `if (${isUnset(slot)}) { ${put(value)} } else { ${put(combine(held, value, g))} }`;
}

/** What a slot that is null without a value counts for: 0 where it holds none. */
export const heldOrZero = (slot: SlotCode): string => `(${isUnset(slot)} ? 0 : ${slot.held})`;

/** One slot that is null without a value. */
export const mergePresent =
  (combine: Combine): AggregateCode['merge'] =>
  ([into], [from], g) =>
    `if (!(${isUnset(from!)})) { ${foldInto(into!, from!.held, combine, g)} }`;

/** An aggregate of one slot in which each value that is not null is put to the ones before. */
export const foldPresent =
  (combine: Combine): AggregateCode['update'] =>
  ([slot], parts, g) =>
    whenPresent(parts, g, ([value]) => foldInto(slot!, value!, combine, g));

/** Statements that run for rows in which no argument is null; the values are safe to repeat. */
export function whenPresent(
  parts: readonly ExpressionCode[],
  g: CodeContext,
  body: (values: string[], parts: readonly ExpressionCode[]) => string,
): string {
  const bound = parts.map((part) => g.bound(part));
  const code = bound.map((part) => part.code).join('\n');
  const nulls = bound.map((part) => part.isNull).filter((text) => text !== 'false');
  if (nulls.includes('true')) return code;
  const text = body(
    bound.map((part) => part.value),
    bound,
  );
  return nulls.length === 0 ? `${code}\n${text}` : `${code}\nif (!(${nulls.join(' || ')})) {\n${text}\n}`;
}

/** A condition: nothing was stored yet in a slot that may be null. */
export const isUnset = (slot: SlotCode): string =>
  slot.flag === undefined ? `${slot.get} === null` : `${slot.flag} === 0`;

/** A slot as a value that is not null. */
export const slotValue = (slot: SlotCode): ExpressionCode => ({
  code: '',
  isNull: 'false',
  value: slot.held,
  ...(slot.words === undefined ? {} : { words: slot.words }),
});

/** What a slot that may be null holds, read once. */
export function heldValue(slot: SlotCode, g: CodeContext): { readonly code: string; readonly value: ExpressionCode } {
  if (slot.words !== undefined && slot.flag !== undefined) {
    return { code: '', value: { ...slotValue(slot), isNull: `(${slot.flag} === 0)` } };
  }
  const name = g.fresh('m');
  return { code: `const ${name} = ${slot.get};`, value: { code: '', isNull: `(${name} === null)`, value: name } };
}

/** Statements that store a value that is not null. */
export function storeIn(slot: SlotCode, { words, value }: ExpressionCode, g: CodeContext): string {
  if (slot.words === undefined || words === undefined) return slot.put(value);
  const moved = `${g.constant(copy)}(${slot.words.array}, ${slot.words.at}, ${words.array}, ${words.at});`;
  return slot.flag === undefined ? moved : `${moved} ${slot.flag} = 1;`;
}

/** Statements that store a value, null included. */
export function storeOrNull(slot: SlotCode, part: ExpressionCode, g: CodeContext): string {
  if (slot.flag === undefined || part.words === undefined || part.isNull === 'true') return slot.set(orNull(part));
  const stored = storeIn(slot, part, g);
  return part.isNull === 'false' ? stored : `if (${part.isNull}) ${slot.flag} = 0; else { ${stored} }`;
}

/** An aggregate that folds rows into a list of numbers by a function, rows with a null left out. */
export function foldNumbers(
  size: number,
  step: (state: number[], ...values: number[]) => void,
  join: (state: number[], other: readonly number[]) => void,
  result: (state: number[]) => Scalar,
): AggregateCode {
  const slot: BufferSlot = { type: { kind: 'double' }, nullable: false, initial: 0 };
  return {
    buffer: Array.from({ length: size }, () => slot),
    update(slots, parts, g) {
      return whenPresent(parts, g, (values) => {
        // one list for all rows: what the slots hold is copied in and out
        const state = g.constant(new Array<number>(size).fill(0));
        const read = slots.map((s, i) => `${state}[${i}] = ${s.get};`).join(' ');
        const write = slots.map((s, i) => s.set(`${state}[${i}]`)).join('\n');
        return `${read}\n${g.constant(step)}(${[state, ...values].join(', ')});\n${write}`;
      });
    },
    anyOrder: true,
    byBatch: true,
    merge(into, from, g) {
      const state = g.fresh('s');
      const read = (slots: readonly SlotCode[]): string => slots.map((s) => s.get).join(', ');
      const write = into.map((s, i) => s.set(`${state}[${i}]`)).join('\n');
      return `const ${state} = [${read(into)}];\n${g.constant(join)}(${state}, [${read(from)}]);\n${write}`;
    },
    result: (buffer) => result(buffer as number[]),
  };
}

/** An aggregate that keeps every value that is not null (a list in one slot) and computes at the end. */
export function collectValues(element: DataType, result: (values: KeptValues) => Scalar): AggregateCode {
  const width = keptWords(element);
  return {
    buffer: [{ type: array(element, true), nullable: true, initial: null }],
    ...(width === 0 ? LISTS : integerLists(element, width)),
    result: ([list]) => result(keptValues(list, element)),
  };
}

/** An aggregate that keeps all arguments of every row, nulls too. */
export function collectRows(row: DataType, result: (rows: readonly Scalar[][]) => Scalar): AggregateCode {
  return {
    buffer: [{ type: array(row, false), nullable: true, initial: null }],
    update: ([slot], parts, g) =>
      `${parts.map((part) => part.code).join('\n')}\n${append(slot!, `[${parts.map(orNull).join(', ')}]`, g)}`,
    merge: LISTS.merge,
    result: ([rows]) => result((rows as Scalar[][] | null) ?? []),
  };
}

const append = (slot: SlotCode, value: string, g: CodeContext): string =>
  slot.set(`${g.constant(appended)}(${slot.get}, ${value})`);

const LISTS: Pick<AggregateCode, 'update' | 'merge'> = {
  update: ([slot], [part], g) => whenPresent([part!], g, ([value]) => append(slot!, value!, g)),
  merge: ([into], [from], g) => into!.set(`${g.constant(allAppended)}(${into!.get}, ${from!.get})`),
};

const integerLists = (type: DataType, width: number): Pick<AggregateCode, 'update' | 'merge'> => ({
  update: ([slot], [part], g) =>
    whenPresent([part!], g, (_, [bound]) => {
      const { code, words } = g.wordsOf({ ...bound!, isNull: 'false' }, type);
      const list = g.fresh();
      return `${code}\n${keptList(slot!, list, width, g)}
${g.constant(appendInteger)}(${list}, ${words.array}, ${words.at}, ${width});`;
    }),
  merge: ([into], [from], g) => {
    const [list, more] = [g.fresh(), g.fresh()];
    return `const ${more} = ${g.constant(keptIntegers)}(${from!.get}, ${width});
{ ${keptList(into!, list, width, g)} ${g.constant(appendIntegers)}(${list}, ${more}, ${width}); }`;
  },
});

/** Statements that give a slot's list a name, an empty one where there is none. */
const keptList = (slot: SlotCode, name: string, width: number, g: CodeContext): string =>
  `let ${name} = ${slot.get};
if (${name} === null || Array.isArray(${name})) { ${name} = ${g.constant(integersOf)}(${name}, ${width}); ${slot.set(name)} }`;

function appended(list: Scalar[] | null, value: Scalar): Scalar[] {
  if (list === null) return [value];
  list.push(value);
  return list;
}

function allAppended(list: Scalar[] | null, more: readonly Scalar[] | null): Scalar[] | null {
  if (more === null) return list;
  const all = list ?? [];
  for (const value of more) all.push(value);
  return all;
}
