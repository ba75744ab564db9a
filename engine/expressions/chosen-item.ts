import type { CodeContext, ExpressionCode } from '../codegen/code-context.ts';
import { either } from '../codegen/either.ts';
import { settled, type ListCode } from '../codegen/list-code.ts';
import { variableOf } from '../codegen/variable.ts';
import { itemType } from '../columnar/item-type.ts';
import type { DataType } from '../types/data-type.ts';
import { indexOfZero } from './index-errors.ts';
import { countOf, placed, unless } from './list-call.ts';

/** Which item is wanted, and what is done beyond the ends. */
export interface Choice {
  /** The expression of the place. */
  readonly place: string;
  /** Places are counted from 1, or from the end where they are negative; else from 0. */
  readonly fromOne: boolean;
  /** What throws for a place beyond the items; without it the result is null there. */
  readonly beyond?: (place: number, count: number) => never;
}

/** The code of one item of a list; `isNull` says whether there is no list, or no place. */
export function chosenItem(
  list: ListCode,
  type: DataType,
  isNull: string,
  choice: Choice,
  g: CodeContext,
): ExpressionCode {
  const first = choice.fromOne ? 1 : 0;
  const known = /^\d+$/.test(choice.place) ? Number(choice.place) - first : -1;
  const part = list.parts?.[known];
  if (part !== undefined) return { ...settled(part), isNull: either(isNull, part.isNull) };
  const item = itemType(type);
  const found = variableOf(item, g);
  const walks = list.parts !== undefined || (list.places === undefined && known >= 0);
  const { code, run } = walks ? walked(list, choice, known, found.set, g) : looked(list, type, isNull, choice, found.set, g); // prettier-ignore
  const read = found.read();
  return { ...read, code: `${code}\n${found.declared}\n${unless(isNull, run)}\n${read.code}` };
}

type Set = (item: ExpressionCode) => string;
interface Search {
  readonly code: string;
  readonly run: string;
}

/** Each item is passed, none is kept: the number of items is known, or it is not asked for. */
function walked(list: ListCode, choice: Choice, known: number, set: Set, g: CodeContext): Search {
  const [at, from, count] = [g.fresh('n'), g.fresh('n'), g.fresh('n')];
  const total = list.parts === undefined ? count : String(list.parts.length);
  const start = list.parts === undefined ? String(known) : fromStart(at, total, choice);
  const pass = list.each((item) => `if (${count} === ${from}) {\n${set(item)}\n}\n${count}++;`);
  const outside = choice.beyond === undefined ? '' : `if (${from} < 0 || ${from} >= ${total}) ${thrown(choice, at, total, g)}`; // prettier-ignore
  const run = `const ${at} = ${choice.place}; ${notZero(choice, at, g)} const ${from} = ${start};\nlet ${count} = 0;\n${pass}\n${outside}`;
  return { code: '', run };
}

/** The item is read where it lies. */
function looked(given: ListCode, type: DataType, isNull: string, choice: Choice, set: Set, g: CodeContext): Search {
  const [at, from, total] = [g.fresh('n'), g.fresh('n'), g.fresh('n')];
  const { code, list, places } = placed(given, type, isNull, g);
  const { count } = countOf(list, g);
  const beyond = choice.beyond === undefined ? '' : ` else ${thrown(choice, at, total, g)}`;
  const read = `if (${from} >= 0 && ${from} < ${total}) {\n${set(places.item(from))}\n}${beyond}`;
  const run = `const ${at} = ${choice.place}, ${total} = ${count}; ${notZero(choice, at, g)} const ${from} = ${fromStart(at, total, choice)};\n${read}`;
  return { code, run };
}

const fromStart = (at: string, total: string, { fromOne }: Choice): string =>
  fromOne ? `${at} < 0 ? ${total} + ${at} : ${at} - 1` : at;

const thrown = ({ beyond }: Choice, at: string, total: string, g: CodeContext): string =>
  `${g.constant(beyond)}(${at}, ${total});`;

const notZero = ({ fromOne }: Choice, at: string, g: CodeContext): string =>
  fromOne ? `if (${at} === 0) ${g.constant(throwZero)}();` : '';

function throwZero(): never {
  throw indexOfZero();
}
