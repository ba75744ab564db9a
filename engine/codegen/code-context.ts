import { decodeText } from '../columnar/texts.ts';
import { structCode } from './struct-code.ts';
import { TextScratch } from '../columnar/text-scratch.ts';
import { bigintOfLiteral } from './bigint-literal.ts';
import { either } from './either.ts';
import { layoutOf, type Scalar } from '../columnar/vector.ts';
import { doubleOfWords, longOf } from '../types/exact-long.ts';
import { integerAt, setInteger, setLong, wordsOf } from '../types/int128.ts';
import { ExpressionNumbers } from './expression-numbers.ts';
import { literalList } from './literal-list.ts';
import { listOfScalars, NO_ITEMS, partOfList, type ListCode, type ListExpression } from './list-code.ts';
import type { DataType } from '../types/data-type.ts';
import type { GenerateCode } from '../expressions/define-function.ts';
import type { CallExpression, CastExpression, ColumnReference, TypedExpression } from '../expressions/typed.ts';

/**
 * The JavaScript of one expression for the current row: statements to run first, then two expressions. `isNull` is the
 * text `false` or `true` when that is known. `value` means something only when `isNull` is false; it may be costly, so
 * whoever reads it twice binds it first.
 */
export interface ExpressionCode {
  readonly code: string;
  readonly isNull: string;
  readonly value: string;
  /** For a string that lies in the query's interner: its id, at no cost. */
  readonly id?: string;
  /** For a string: where its UTF-8 bytes lie, at no cost. */
  readonly bytes?: ByteCode;
  /** For a string out of a column of a batch: the column's texts and the number among them. */
  readonly text?: { readonly texts: string; readonly id: string; readonly repeats: boolean };
  /** For a literal text: what it is. */
  readonly literal?: string;
  /** Whether reading the value again costs nothing although it is no plain name. */
  readonly kept?: boolean;
  /** Whether the value may be read, and is of the same JavaScript type, where it is null. */
  readonly safe?: boolean;
  /** For a 64-bit integer: the same number as an exact double, at no cost. */
  readonly float?: string;
  /** For a DECIMAL of more than 18 digits that is at hand as words, at no cost. */
  readonly words?: WordsCode;
  /** For a 64-bit integer in memory: where its two words lie; whoever needs them asks. */
  readonly halves?: () => WordsCode;
  /** For a struct whose fields are at hand without building it. */
  readonly fields?: readonly ExpressionCode[];
  /** For an ARRAY or MAP whose items are at hand without building it; the value is built where somebody reads it. */
  readonly list?: ListCode;
}

/** A range of bytes as JavaScript expressions; the arena may have moved after any call that writes to it. */
export interface ByteCode {
  readonly arena: string;
  readonly start: string;
  readonly end: string;
}

/** Words of an integer, as JavaScript expressions: an array of them, and the place of the first. */
export interface WordsCode {
  readonly array: string;
  readonly at: string;
}

export const NULL_CODE: ExpressionCode = { code: '', isNull: 'true', value: 'null' };

/**
 * The text of one generated function in the making. Names, literals and learned bytes never enter the text: they are
 * constants, read by index from an array that is passed in, because the names in a stream are chosen by strangers.
 */
export class CodeContext {
  readonly constants: unknown[] = [];
  private readonly constantNames = new Map<unknown, string>();
  private readonly prologue: string[] = [];
  private readonly columns = new Map<number, ExpressionCode>();
  readonly numbers = new ExpressionNumbers();
  private readonly computed = new Map<number, ExpressionCode>();
  private names = 0;
  private scratchName: string | null = null;
  private readonly perRow: string[] = [];
  private readonly generateExpression: (e: TypedExpression, g: CodeContext) => ExpressionCode;

  constructor(generateExpression: (e: TypedExpression, g: CodeContext) => ExpressionCode) {
    this.generateExpression = generateExpression;
  }

  /** The text of another function in the making. */
  another(): CodeContext {
    return new CodeContext(this.generateExpression);
  }

  /** A name that the function does not use yet. */
  fresh(prefix = 'v'): string {
    return `${prefix}${++this.names}`;
  }

  /** The name under which a value is known inside the function. */
  constant(value: unknown): string {
    const known = this.constantNames.get(value);
    if (known !== undefined) return known;
    const index = this.constants.push(value) - 1;
    const name = `k${index}`;
    this.prologue.push(`const ${name} = K[${index}];`);
    this.constantNames.set(value, name);
    return name;
  }

  /** Statements that run once a block, before the row loop. */
  once(statement: string): void {
    this.prologue.push(statement);
  }

  /** Statements that run at the beginning of each row. */
  eachRow(statement: string): void {
    this.perRow.push(statement);
  }

  rowText(): string {
    return this.perRow.join('\n');
  }

  /** The name of the arena in which texts are computed; what lies in it is gone with the row. */
  get scratch(): string {
    if (this.scratchName === null) {
      this.scratchName = this.constant(new TextScratch());
      this.once(`${this.scratchName}.begin();`);
      this.eachRow(`${this.scratchName}.at = 0;`);
    }
    return this.scratchName;
  }

  /** A loop within a row: what one turn computes in the scratch is gone with the turn. @param head up to its `{` */
  loop(head: string, body: string): string {
    if (this.scratchName === null) return `${head} {\n${body}\n}`;
    const mark = this.fresh('m');
    return `const ${mark} = ${this.scratchName}.at;\n${head} {\n${this.scratchName}.at = ${mark};\n${body}\n}`;
  }

  /** A STRING or BINARY of which the bytes are known; a JavaScript value is made once, if somebody asks for it. */
  textOfBytes(code: string, isNull: string, bytes: ByteCode, type: DataType): ExpressionCode {
    const name = this.fresh();
    const { arena, start, end } = bytes;
    const range = type.kind === 'binary' ? `${arena}.slice(` : `${this.constant(decodeText)}(${arena}, `;
    const value = `(${name} ??= ${range}${start}, ${end}))`;
    return { code: `${code}\nlet ${name};`, isNull, value, bytes, kept: true };
  }

  /** The bytes of a STRING or BINARY; where there are none yet, they are written into the scratch. */
  bytesOf(code: ExpressionCode, type: DataType): { readonly code: string; readonly bytes: ByteCode } {
    if (code.bytes !== undefined) return { code: '', bytes: code.bytes };
    const { scratch } = this;
    const [start, end] = [this.fresh('s'), this.fresh('e')];
    const put = type.kind === 'binary' ? 'putAll' : 'putText';
    const write = `${start} = ${scratch}.at; ${scratch}.${put}(${code.value}); ${end} = ${scratch}.at;`;
    const guarded = code.isNull === 'false' ? write : `if (!${code.isNull}) { ${write} }`;
    return { code: `let ${start} = 0, ${end} = 0; ${guarded}`, bytes: { arena: `${scratch}.arena`, start, end } };
  }

  /** A DECIMAL of more than 18 digits of which the words are known; a bigint is made once, if somebody asks for it. */
  wideInteger(code: string, isNull: string, words: WordsCode): ExpressionCode {
    const name = this.fresh();
    const value = `(${name} ??= ${this.constant(integerAt)}(${words.array}, ${words.at}))`;
    return { code: `${code}\nlet ${name};`, isNull, value, words, kept: true };
  }

  /** JavaScript of the double nearest to a 64-bit integer that is not null: no bigint is made where it lies in memory. */
  nearestDouble({ float, halves, value }: ExpressionCode): string {
    if (float !== undefined) return float;
    const literal = bigintOfLiteral(value);
    if (literal !== undefined) return `(${Number(literal)})`;
    const { code, words } = halves === undefined ? this.writtenLong(value) : { code: '', words: halves() };
    const { array, at } = words;
    if (code !== '') return `(${code}, ${this.constant(doubleOfWords)}(${array}[0], ${array}[1]))`;
    return `${this.constant(doubleOfWords)}(${array}[${at}], ${array}[${at} + 1])`;
  }

  /** A 64-bit integer of which an exact double is known; a bigint is made once, if somebody asks for it. */
  exactDouble(code: string, isNull: string, float: string): ExpressionCode {
    const name = this.fresh();
    const value = `(${name} ??= ${this.constant(longOf)}(${float}))`;
    return { code: `${code}\nlet ${name};`, isNull, value, float, kept: true };
  }

  /** A place for the words of one integer, which is another's with the next row. */
  roomForWords(): WordsCode {
    return { array: this.constant(new Int32Array(4)), at: '0' };
  }

  /** An integer whose words statements store in a room; of 64 bits, the first two are read as a bigint by whoever asks. */
  storedInteger(
    type: DataType,
    store: (words: WordsCode) => { readonly code: string; readonly isNull: string },
  ): ExpressionCode {
    if (layoutOf(type) === 'i128') {
      const words = this.roomForWords();
      const { code, isNull } = store(words);
      return this.wideInteger(code, isNull, words);
    }
    const { long, words } = this.roomForLong();
    return { ...store(words), value: long, halves: () => words, safe: true };
  }

  /** A place for one integer of 64 bits, as JavaScript that reads and sets it and as words, of which there is room for four. */
  roomForLong(): { readonly long: string; readonly words: WordsCode } {
    const room = new BigInt64Array(2);
    return { long: `${this.constant(room)}[0]`, words: { array: this.constant(new Int32Array(room.buffer)), at: '0' } };
  }

  /** An expression that writes a 64-bit integer down: a bigint that a function is called with would be an object. */
  private writtenLong(value: string): { readonly code: string; readonly words: WordsCode } {
    const { long, words } = this.roomForLong();
    return { code: `${long} = ${value}`, words };
  }

  /** The two words of an integer of 64 bits as they lie; where there are none yet, they are written down. */
  halvesOf(code: ExpressionCode): { readonly code: string; readonly words: WordsCode } {
    if (code.halves !== undefined) return { code: '', words: code.halves() };
    const { code: write, words } = this.writtenLong(code.value);
    return { code: code.isNull === 'false' ? `${write};` : `if (!${code.isNull}) ${write};`, words };
  }

  /** The words of a DECIMAL or BIGINT, as one of 128 bits; where there are none yet, they are written down. */
  wordsOf(code: ExpressionCode, type: DataType): { readonly code: string; readonly words: WordsCode } {
    if (code.words !== undefined) return { code: '', words: code.words };
    const literal = bigintOfLiteral(code.value);
    if (literal !== undefined) return { code: '', words: { array: this.constant(wordsOf(literal)), at: '0' } };
    if (layoutOf(type) === 'i64' && code.halves === undefined) {
      const { code: write, words } = this.writtenLong(code.value);
      const whole = `${write}; ${words.array}[2] = ${words.array}[3] = ${words.array}[1] >> 31;`;
      return { code: code.isNull === 'false' ? whole : `if (!${code.isNull}) { ${whole} }`, words };
    }
    const words = this.roomForWords();
    const halves = layoutOf(type) === 'i64' ? code.halves?.() : undefined;
    const write =
      halves === undefined
        ? `${this.constant(setInteger)}(${words.array}, 0, ${code.value});`
        : `${this.constant(setLong)}(${words.array}, 0, ${halves.array}, ${halves.at});`;
    return { code: code.isNull === 'false' ? write : `if (!${code.isNull}) { ${write} }`, words };
  }

  /** The same code, ready to be compared: with bytes or words as they lie, or with a value that may be read again. */
  comparable(code: ExpressionCode, type: DataType): ExpressionCode {
    if (code.bytes !== undefined || code.isNull === 'true') return code;
    if (layoutOf(type) !== 'i128') return this.bound(code);
    const { code: found, words } = this.wordsOf(code, type);
    return { ...code, code: `${code.code}\n${found}`, words };
  }

  /** The id of a literal text in the query's interner, looked up once a block. */
  internedLiteral(text: string): string {
    const name = this.fresh('l');
    this.once(`const ${name} = I.intern(${this.constant(text)});`);
    return name;
  }

  prologueText(): string {
    return this.prologue.join('\n');
  }

  /** Makes a column readable under its id. */
  define(id: number, code: ExpressionCode): void {
    this.columns.set(id, code);
  }

  /** A column that stands for an expression whose statements have run. */
  standIn({ type, nullable }: TypedExpression, code: ExpressionCode): ColumnReference {
    const id = -++this.names;
    this.define(id, { ...code, code: '' });
    return { node: 'column', id, name: '', type, nullable };
  }

  /** The code of a column, if it is readable. */
  columnOf(id: number): ExpressionCode | undefined {
    return this.columns.get(id);
  }

  column(reference: ColumnReference): ExpressionCode {
    const code = this.columns.get(reference.id);
    if (code === undefined) throw new Error(`generated code asks for unknown column ${reference.id}`);
    return code;
  }

  /** The code of an expression for the current row. */
  expression(e: TypedExpression): ExpressionCode {
    return this.known(e) ?? this.generateExpression(e, this);
  }

  /** The items of an ARRAY or MAP, which is not built where its function gives them one by one. */
  list(e: TypedExpression): ListExpression {
    const known = this.known(e);
    if (known !== undefined) return this.listOf(known, e.type);
    if (e.node === 'literal' && Array.isArray(e.value) && e.value.length <= FEW_ITEMS) {
      return literalList(e.value as Scalar[], e.type, this);
    }
    const list = e.node === 'call' || e.node === 'cast' ? (e.code as GenerateCode).list : undefined;
    if (list !== undefined)
      return list(e.node === 'cast' ? [(e as CastExpression).child] : (e as CallExpression).args, this);
    return this.listOf(this.expression(e), e.type);
  }

  /** The items of what such code gives. */
  listOf(code: ExpressionCode, type: DataType): ListExpression {
    if (code.isNull === 'true') return { code: code.code, isNull: 'true', list: NO_ITEMS };
    if (code.list !== undefined) return { code: code.code, isNull: code.isNull, list: code.list };
    const bound = this.bound(code);
    if (isPlain(bound.value)) {
      return { code: bound.code, isNull: bound.isNull, list: listOfScalars(bound.value, type.kind === 'map', this) };
    }
    const name = this.fresh();
    const list = listOfScalars(name, type.kind === 'map', this);
    return { code: `${bound.code}\nconst ${name} = ${bound.value};`, isNull: bound.isNull, list };
  }

  /** The code of an expression as a part of another: a list is not built unless its value is read. */
  part(e: TypedExpression): ExpressionCode {
    if (e.type.kind !== 'array' && e.type.kind !== 'map') return this.expression(e);
    const { code, isNull, list } = this.list(e);
    return partOfList(code, isNull, list);
  }

  /** A field of a struct. */
  fieldOf(struct: ExpressionCode, ordinal: number): ExpressionCode {
    if (struct.isNull === 'true') return NULL_CODE;
    const field = struct.fields?.[ordinal];
    if (field !== undefined) {
      return { ...field, code: `${struct.code}\n${field.code}`, isNull: either(struct.isNull, field.isNull) };
    }
    const { code, isNull, value } = this.bound(struct);
    const name = this.fresh();
    const read = isNull === 'false' ? `${value}[${ordinal}]` : `${isNull} ? null : ${value}[${ordinal}]`;
    return { code: `${code}\nconst ${name} = ${read};`, isNull: `(${name} === null)`, value: name };
  }

  /** The code of an expression that is at hand already. */
  known(e: TypedExpression): ExpressionCode | undefined {
    if (this.computed.size === 0 || (e.node !== 'call' && e.node !== 'cast')) return undefined;
    return this.computed.get(this.numbers.of(e));
  }

  /** From now on the expression is at hand: its statements have run, and its code is safe to repeat. */
  know(e: TypedExpression, code: ExpressionCode): void {
    this.computed.set(this.numbers.of(e), { ...code, code: '' });
  }

  /** The same code, safe to be read more than once; texts, structs and lists are not built for it. */
  repeatable(code: ExpressionCode): ExpressionCode {
    if (code.list !== undefined || code.bytes !== undefined || code.words !== undefined || code.isNull === 'true')
      return code;
    if (code.fields === undefined) return this.bound(code);
    const { code: before, ...made } = structCode(code.isNull, code.fields.map((field) => this.repeatable(field))); // prettier-ignore
    return { ...made, code: `${code.code}\n${before}` };
  }

  /** The same code with its value under a plain name, so that it may be read more than once. */
  bound(code: ExpressionCode): ExpressionCode {
    if (code.kept === true || isPlain(code.value) || code.isNull === 'true') return code;
    const name = this.fresh();
    const read =
      code.isNull === 'false' || code.safe === true ? code.value : `${code.isNull} ? undefined : ${code.value}`;
    const rest = code.id === undefined ? {} : { id: code.id };
    const float = code.float === undefined ? {} : { float: code.float };
    const fields = code.fields === undefined ? {} : { fields: code.fields };
    const bytes = code.bytes === undefined ? {} : { bytes: code.bytes };
    const halves = code.halves === undefined ? {} : { halves: code.halves };
    const list = code.list === undefined ? {} : { list: code.list };
    return {
      code: `${code.code}\nconst ${name} = ${read};`,
      isNull: code.isNull,
      value: name,
      ...rest,
      ...float,
      ...fields,
      ...bytes,
      ...halves,
      ...list,
    };
  }
}

/** Items of a constant that are known one by one; of more they are read from it. */
const FEW_ITEMS = 8;

/** Whether a text is a name or a number and so costs nothing to repeat. */
export const isPlain = (text: string): boolean => /^(?:[A-Za-z_$][\w$]*|-?\d+n?|-?\d+\.\d+)$/.test(text);
