import type { CodeContext } from '../codegen/code-context.ts';
import type { Scalar } from '../columnar/vector.ts';
import type { SlotCode } from '../expressions/define-function.ts';
import { stateLayout, type StateField, type StateLayout } from '../state/state-column.ts';
import { integerAt, setInteger, wordsOf } from '../types/int128.ts';
import { isIndexable } from '../state/state-table.ts';
import { hashCode, type KeyCode } from './key-columns.ts';

/** The local names under which generated code works on one state table. */
export class TableCode {
  readonly declare: string;
  /** Declares the columns of a table that is only read, in place of `declare` and `load`. */
  readonly columns: string;
  /** Declares beside them what `find` reads of such a table. */
  readonly places: string;
  readonly load: string;
  readonly save = 'T.count = count; T.dirtyCount = dirtyCount;';
  readonly keys: readonly ColumnNames[];
  private readonly values: readonly ColumnNames[];
  private readonly g: CodeContext;
  private readonly indexed: boolean;
  /** Where keys are found. */
  private readonly names: Record<'slots' | 'mask' | 'dense' | 'base', string>;

  /**
   * @param name under which the code finds the table
   * @param indexed whether its keys may be found by their distance
   */
  constructor(
    g: CodeContext,
    keys: readonly StateField[],
    values: readonly StateField[],
    { name = 'T', indexed = false }: { readonly name?: string; readonly indexed?: boolean } = {},
  ) {
    this.indexed = indexed && isIndexable(keys);
    this.g = g;
    const place = (field: string): string => (name === 'T' ? field : g.fresh(field));
    const [slots, mask, dense, base] = [place('slots'), place('mask'), place('dense'), place('base')];
    this.names = { slots, mask, dense, base };
    this.places = `const ${slots} = ${name}.slots, ${mask} = ${name}.mask, ${dense} = ${name}.dense, ${base} = ${name}.base;`;
    this.keys = keys.map((field, i) => columnNames(g, `${name}.keys[${i}]`, field, 'key'));
    this.values = values.map((field, i) => columnNames(g, `${name}.values[${i}]`, field, 'value'));
    const columns = [...this.keys, ...this.values];
    this.columns = columns
      .map(
        (c) => `const ${c.data} = ${c.path}.${arrayOf(c)}${c.valid === null ? '' : `, ${c.valid} = ${c.path}.valid`};`,
      )
      .join(' ');
    const names = columns.flatMap((c) => (c.valid === null ? [c.data] : [c.data, c.valid]));
    const own = 'slots = null, mask = 0, stamps = null, dirty = null, dense = null, base = 0';
    this.declare = `let T = null, count = 0, capacity = 0, dirtyCount = 0, epoch = 0, ${own}${names.map((n) => `, ${n} = null`).join('')};`;
    this.load = [
      'count = T.count; capacity = T.capacity; dirtyCount = T.dirtyCount; epoch = T.epoch; slots = T.slots; mask = T.mask;',
      'stamps = T.stamps; dirty = T.dirty;',
      this.indexed ? 'dense = T.dense; base = T.base;' : '',
      ...columns.map(
        (c) => `${c.data} = ${c.path}.${arrayOf(c)};${c.valid === null ? '' : ` ${c.valid} = ${c.path}.valid;`}`,
      ),
    ].join(' ');
  }

  /** Statements that put the row of a key into `row`, -1 when there is none. */
  find(row: string, keys: readonly KeyCode[]): string {
    const probe = this.probe(row, keys, () => 'break;');
    if (!this.indexed) return `let ${row} = -1;\n${probe}`;
    const at = this.g.fresh('d');
    const { dense } = this.names;
    return `let ${row} = -1;
if (${dense} !== null) {
const ${at} = ${this.distance(keys[0]!)};
if (${at} >= 0 && ${at} < ${dense}.length) ${row} = ${dense}[${at}] - 1;
} else {
${probe}
}`;
  }

  /** Statements that put the row of a key into `row`; a new one is made and goes through `added`. */
  findOrAdd(row: string, keys: readonly KeyCode[], added: string): string {
    const grow = `${this.save} T.reserve(1); ${this.load}`;
    const add = `${this.storeKey(row, keys)}\n${added}`;
    const probe = this.probe(row, keys, (hash, place) =>
      [
        `if (count === capacity) { ${grow} ${place} = (${hash} << 1) & mask; while (slots[${place}] !== 0) ${place} = (${place} + 2) & mask; }`,
        `${row} = count++; slots[${place}] = ${row} + 1; slots[${place} + 1] = ${hash};`,
        add,
        'break;',
      ].join('\n'),
    );
    if (!this.indexed) return `let ${row} = -1;\n${probe}`;
    const at = this.g.fresh('d');
    const key = keyNumber(keys[0]!);
    return `let ${row} = -1;
for (;;) {
if (dense === null) {
${probe}
break;
}
const ${at} = ${this.distance(keys[0]!)};
if (!(${at} >= 0 && ${at} < dense.length)) { ${this.save} T.index(${key}); ${this.load} continue; }
${row} = dense[${at}] - 1;
if (${row} < 0) {
if (count === capacity) { ${grow} }
${row} = count++; dense[${at}] = ${row} + 1;
${add}
}
break;
}`;
  }

  /** The place of a key in `dense`, -1 for one before it; the id of NULL is a number like others. */
  private distance(key: KeyCode): string {
    const { base } = this.names;
    const number = keyNumber(key);
    const at = `(${number} >= ${base} ? ${number} - ${base} + 1 : -1)`;
    return key.isNull === 'false' || stateLayout(key.field.type, 'key') === 'id' ? at : `${key.isNull} ? 0 : ${at}`;
  }

  private probe(row: string, keys: readonly KeyCode[], missing: (hash: string, place: string) => string): string {
    const { g } = this;
    const { slots, mask } = this.names;
    const [hash, place] = [g.fresh('h'), g.fresh('p')];
    return [
      hashCode(g, hash, keys),
      `let ${place} = (${hash} << 1) & ${mask}; ${row} = ${slots}[${place}] - 1;`,
      `for (;;) {`,
      `if (${row} < 0) {\n${missing(hash, place)}\n}`,
      `if (${slots}[${place} + 1] === ${hash}${this.sameKey(row, keys)}) break;`,
      `${place} = (${place} + 2) & ${mask}; ${row} = ${slots}[${place}] - 1;`,
      `}`,
    ].join('\n');
  }

  /** Statements that mark a row as changed in the running batch. */
  touch(row: string): string {
    return `if (stamps[${row}] !== epoch) { stamps[${row}] = epoch; dirty[dirtyCount++] = ${row}; }`;
  }

  private storeKey(row: string, keys: readonly KeyCode[]): string {
    return this.keys
      .map((column, i) => {
        const { words, value } = keys[i]!;
        const flag = column.valid === null ? '' : ` ${column.valid}[${row}] = ${flagOf(keys[i]!)};`;
        if (words === undefined) return `${column.data}[${row}] = ${value};${flag}`;
        return `${words.map((word, k) => `${wordAt(column.data, row, words.length, k)} = ${word};`).join(' ')}${flag}`;
      })
      .join(' ');
  }

  private sameKey(row: string, keys: readonly KeyCode[]): string {
    return this.keys
      .map((column, i) => {
        const { words, value: key } = keys[i]!;
        const held = `${column.data}[${row}]`;
        const same =
          words !== undefined
            ? words.map((word, k) => ` && ${wordAt(column.data, row, words.length, k)} === ${word}`).join('')
            : column.layout === 'f64'
              ? ` && (${held} === ${key} || (${held} !== ${held} && ${key} !== ${key}))`
              : ` && ${held} === ${key}`;
        return column.valid === null ? same : `${same} && ${column.valid}[${row}] === ${flagOf(keys[i]!)}`;
      })
      .join('');
  }

  initialise(row: string, initial: readonly Scalar[]): string {
    return this.values
      .map((column, i) => {
        const value = initial[i] ?? null;
        const flag = column.valid === null ? '' : ` ${column.valid}[${row}] = ${value === null ? 0 : 1};`;
        if (value === null) return `${column.layout === 'object' ? `${column.data}[${row}] = null;` : ''}${flag}`;
        if (column.layout === 'i128') {
          const words = Array.from(
            wordsOf(value as bigint),
            (word, k) => `${wordAt(column.data, row, 4, k)} = ${word};`,
          );
          return `${words.join(' ')}${flag}`;
        }
        const text = column.layout === 'bool' ? (value === true ? '1' : '0') : this.g.constant(freshInitial(value));
        const read = Array.isArray(value) ? `${text}()` : text;
        return `${column.data}[${row}] = ${read};${flag}`;
      })
      .join(' ');
  }

  slot(index: number, row: string): SlotCode {
    const { data, valid, layout } = this.values[index]!;
    const { g } = this;
    const wide = layout === 'i128';
    const read = wide
      ? `${g.constant(integerAt)}(${data}, 4 * ${row})`
      : layout === 'bool'
        ? `(${data}[${row}] === 1)`
        : `${data}[${row}]`;
    const store = (js: string): string =>
      wide
        ? `${g.constant(setInteger)}(${data}, 4 * ${row}, ${js});`
        : layout === 'bool'
          ? `${data}[${row}] = (${js}) ? 1 : 0;`
          : `${data}[${row}] = ${js};`;
    const words = wide ? { words: { array: data, at: `4 * ${row}` } } : {};
    if (valid === null) return { get: read, set: store, held: read, put: store, ...words };
    const flag = `${valid}[${row}]`;
    return {
      ...words,
      flag,
      held: read,
      put: (js) => `${store(js)} ${flag} = 1;`,
      get: `(${valid}[${row}] === 0 ? null : ${read})`,
      set: (js) => {
        const name = g.fresh('s');
        return `{ const ${name} = ${js}; if (${name} === null) ${valid}[${row}] = 0; else { ${store(name)} ${valid}[${row}] = 1; } }`;
      },
    };
  }
}

/** The key of a row that lies in a table already. */
export function heldKeys(g: CodeContext, fields: readonly StateField[], table: TableCode, row: string): KeyCode[] {
  return fields.map((field, i) => {
    const { data, valid, words: count } = table.keys[i]!;
    const isNull = valid === null ? 'false' : `(${valid}[${row}] === 0)`;
    if (count === 0) {
      const name = g.fresh('q');
      return { code: `const ${name} = ${data}[${row}];`, isNull, value: name, field };
    }
    const words = Array.from({ length: count }, () => g.fresh('q'));
    const code = `const ${words.map((word, k) => `${word} = ${wordAt(data, row, count, k)}`).join(', ')};`;
    return { code, isNull, value: '', words, field };
  });
}

export interface ColumnNames {
  readonly path: string;
  readonly data: string;
  readonly valid: string | null;
  readonly layout: StateLayout;
  /** Of how many 32-bit words the name stands for each value; 0 where it stands for the values themselves. */
  readonly words: 0 | 2 | 4;
}

function columnNames(g: CodeContext, path: string, field: StateField, role: 'key' | 'value'): ColumnNames {
  const layout = stateLayout(field.type, role);
  const flagged = field.nullable && layout !== 'id' && layout !== 'object';
  return {
    path,
    data: g.fresh('a'),
    valid: flagged ? g.fresh('a') : null,
    layout,
    words: layout === 'i128' ? 4 : role === 'key' && layout === 'i64' ? 2 : 0,
  };
}

/** A whole number that is a key, NaN when it needs more than 32 bits. */
function keyNumber({ value, words }: KeyCode): string {
  return words === undefined ? value : `(${words[1]} === ${words[0]} >> 31 ? ${words[0]} : NaN)`;
}

const arrayOf = (column: ColumnNames): string => (column.words === 0 ? 'data' : 'words');

/** One word of a value of so many words. */
const wordAt = (words: string, row: string, count: number, k: number): string => `${words}[${count} * ${row} + ${k}]`;

const flagOf = (key: KeyCode): string => (key.isNull === 'false' ? '1' : `(${key.isNull} ? 0 : 1)`);

/** An array as first value must be a new one for each group. */
const freshInitial = (value: Scalar): unknown => (Array.isArray(value) ? () => value.slice() : value);
