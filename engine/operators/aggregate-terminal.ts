import type { CodeContext, ExpressionCode } from '../codegen/code-context.ts';
import { repeatedCode } from '../codegen/repeated-expressions.ts';
import type { Terminal } from '../codegen/stage.ts';
import type { RecordBatch, Scalar } from '../columnar/vector.ts';
import type { SlotCode } from '../expressions/define-function.ts';
import type { AggregateExpression, Attribute } from '../expressions/typed.ts';
import { stateLayout, type StateField, type StateLayout } from '../state/state-column.ts';
import { cellWriter } from '../types/to-text.ts';
import type { StateTable } from '../state/state-table.ts';
import { hashCode, keyCodes, type KeyCode } from './key-columns.ts';

/** How the rows of an aggregation find their table. */
export type Bucketing =
  | { readonly by: 'none' }
  /** One table a window; the key is the window's struct, found under this attribute. */
  | { readonly by: 'window'; readonly window: Attribute }
  /** One table, but rows of late times go to a table of their own. */
  | { readonly by: 'time'; readonly time: Attribute };

/** Where generated code gets its tables from; asked again only when the window changes. */
export interface TableOpener {
  open(start: bigint, end: bigint): StateTable;
  /** The table of late or of other rows. */
  openTime(late: boolean): StateTable;
  /** How many of the rows so far came too late. */
  late(rows: number): void;
  readonly lateMicros: number;
}

/** The end of a stage that folds its rows into groups. */
export class AggregateTerminal implements Terminal {
  private readonly keys: readonly Attribute[];
  private readonly aggregates: readonly AggregateExpression[];
  private readonly bucketing: Bucketing;
  private readonly opener: TableOpener;

  constructor(
    keys: readonly Attribute[],
    aggregates: readonly AggregateExpression[],
    bucketing: Bucketing,
    opener: TableOpener,
  ) {
    this.keys = keys;
    this.aggregates = aggregates;
    this.bucketing = bucketing;
    this.opener = opener;
  }

  target(_: RecordBatch): unknown {
    return this.opener;
  }

  generate(g: CodeContext): { before: string; row: string; after: string } {
    const keys = this.keys.flatMap((key) => keyCodes(g, key, g.column({ node: 'column', ...key })));
    const values = this.aggregates.flatMap((a) => a.code.buffer.map((slot) => ({ ...slot, name: a.name })));
    const table = new TableCode(
      g,
      keys.map((key) => key.field),
      values,
    );
    const [hash, place, row] = [g.fresh('h'), g.fresh('p'), g.fresh('g')];
    const { before, open, after } = this.openCode(g, table);
    const find = [
      keys.map((key) => key.code).join('\n'),
      this.sampleCode(g),
      open,
      hashCode(g, hash, keys),
      `let ${place} = ${hash} & mask, ${row} = slots[${place}] - 1;`,
      `for (;;) {`,
      `if (${row} < 0) {`,
      `if (count === capacity) { ${table.save} T.reserve(1); ${table.load} ${place} = ${hash} & mask; while (slots[${place}] !== 0) ${place} = (${place} + 1) & mask; }`,
      `${row} = count++; slots[${place}] = ${row} + 1; hashes[${row}] = ${hash};`,
      table.storeKey(row, keys),
      table.initialise(
        row,
        values.map((v) => v.initial),
      ),
      `break; }`,
      `if (hashes[${row}] === ${hash}${table.sameKey(row, keys)}) break;`,
      `${place} = (${place} + 1) & mask; ${row} = slots[${place}] - 1;`,
      `}`,
      `if (stamps[${row}] !== epoch) { stamps[${row}] = epoch; dirty[dirtyCount++] = ${row}; }`,
    ].join('\n');
    const update = this.updates(g, table, row);
    return { before: `${table.declare}\n${before}`, row: `${find}\n${update}`, after };
  }

  /** A row that is an example tells its key. */
  private sampleCode(g: CodeContext): string {
    if (g.sample === null || this.keys.length === 0) return '';
    const columns = this.keys.map((key) => g.column({ node: 'column', ...key }));
    const values = columns.map(({ isNull, value }) => (isNull === 'false' ? value : `${isNull} ? null : ${value}`));
    return `if (${g.sample} >= 0) X.sampled.keys[${g.sample}] = ${g.constant(keyText(this.keys))}([${values.join(', ')}]);`;
  }

  private updates(g: CodeContext, table: TableCode, row: string): string {
    let slot = 0;
    const repeated = repeatedCode(
      this.aggregates.flatMap((a) => (a.filter === null ? a.args : [])),
      g,
    );
    const updates = this.aggregates.map((aggregate) => {
      const slots = aggregate.code.buffer.map((_, i) => table.slot(slot + i, row));
      slot += aggregate.code.buffer.length;
      const guard = aggregate.filter === null ? null : g.expression(aggregate.filter);
      const args: ExpressionCode[] = aggregate.args.map((arg) => g.bound(g.expression(arg)));
      const update = `${args.map((a) => a.code).join('\n')}\n${aggregate.code.update(
        slots,
        args.map((a) => ({ ...a, code: '' })),
        g,
      )}`;
      if (guard === null) return `{ ${update} }`;
      return `${guard.code}\nif (${guard.isNull === 'false' ? '' : `!${guard.isNull} && `}${guard.value}) { ${update} }`;
    });
    return [repeated, ...updates].join('\n');
  }

  private openCode(g: CodeContext, table: TableCode): { before: string; open: string; after: string } {
    const finish = `if (T !== null) { ${table.save} }`;
    if (this.bucketing.by === 'none') {
      return { before: `T = O.open(0n, 0n); ${table.load}`, open: '', after: finish };
    }
    const late = g.fresh('late');
    const rows = g.fresh('rows');
    const count = `${rows} += ${late};`;
    const after = `${finish} O.late(${rows});`;
    if (this.bucketing.by === 'window') {
      const [start, end] = g.column({ node: 'column', ...this.bucketing.window }).fields!;
      const current = g.fresh('w');
      const float = end!.float ?? `Number(${end!.value})`;
      return {
        before: `let ${current} = NaN, ${late} = 0, ${rows} = 0;`,
        open: `if (${float} !== ${current}) { ${current} = ${float}; ${finish} T = O.open(${start!.value}, ${end!.value}); ${late} = ${current} <= O.lateMicros ? 1 : 0; ${table.load} }\n${count}`,
        after,
      };
    }
    const time = g.bound(g.column({ node: 'column', ...this.bucketing.time }));
    const now = g.fresh('now');
    const judged = `${time.float ?? `Number(${time.value})`} <= O.lateMicros ? 1 : 0`;
    return {
      before: `let ${late} = -1, ${rows} = 0;`,
      open: `${time.code}\nconst ${now} = ${time.isNull === 'false' ? judged : `${time.isNull} ? 0 : ${judged}`};\nif (${now} !== ${late}) { ${late} = ${now}; ${finish} T = O.openTime(${late} === 1); ${table.load} }\n${count}`,
      after,
    };
  }
}

/** A function from the values of a key to its text. */
function keyText(keys: readonly Attribute[]): (values: readonly unknown[]) => string {
  const writers = keys.map(({ type }) => cellWriter(type, 'UTC'));
  return (values) => values.map((value, i) => writers[i]!(value)).join(', ');
}

/** The local names under which generated code works on one state table. */
class TableCode {
  readonly declare: string;
  readonly load: string;
  readonly save = 'T.count = count; T.dirtyCount = dirtyCount;';
  private readonly keys: readonly ColumnNames[];
  private readonly values: readonly ColumnNames[];
  private readonly g: CodeContext;

  constructor(g: CodeContext, keys: readonly StateField[], values: readonly StateField[]) {
    this.g = g;
    this.keys = keys.map((field, i) => columnNames(g, `T.keys[${i}]`, field, 'key'));
    this.values = values.map((field, i) => columnNames(g, `T.values[${i}]`, field, 'value'));
    const columns = [...this.keys, ...this.values];
    const names = columns.flatMap((c) => (c.valid === null ? [c.data] : [c.data, c.valid]));
    const own = 'slots = null, mask = 0, hashes = null, stamps = null, dirty = null';
    this.declare = `let T = null, count = 0, capacity = 0, dirtyCount = 0, epoch = 0, ${own}${names.map((n) => `, ${n} = null`).join('')};`;
    this.load = [
      'count = T.count; capacity = T.capacity; dirtyCount = T.dirtyCount; epoch = T.epoch; slots = T.slots; mask = T.mask;',
      'hashes = T.hashes; stamps = T.stamps; dirty = T.dirty;',
      ...columns.map((c) => `${c.data} = ${c.path}.data;${c.valid === null ? '' : ` ${c.valid} = ${c.path}.valid;`}`),
    ].join(' ');
  }

  storeKey(row: string, keys: readonly KeyCode[]): string {
    return this.keys
      .map((column, i) => {
        const flag = column.valid === null ? '' : ` ${column.valid}[${row}] = ${flagOf(keys[i]!)};`;
        return `${column.data}[${row}] = ${keys[i]!.value};${flag}`;
      })
      .join(' ');
  }

  sameKey(row: string, keys: readonly KeyCode[]): string {
    return this.keys
      .map((column, i) => {
        const key = keys[i]!.value;
        const held = `${column.data}[${row}]`;
        const same =
          column.layout === 'f64'
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
        const text = column.layout === 'bool' ? (value === true ? '1' : '0') : this.g.constant(freshInitial(value));
        const read = Array.isArray(value) ? `${text}()` : text;
        return `${column.data}[${row}] = ${read};${flag}`;
      })
      .join(' ');
  }

  slot(index: number, row: string): SlotCode {
    const { data, valid, layout } = this.values[index]!;
    const read = layout === 'bool' ? `(${data}[${row}] === 1)` : `${data}[${row}]`;
    const store = (js: string): string =>
      layout === 'bool' ? `${data}[${row}] = (${js}) ? 1 : 0;` : `${data}[${row}] = ${js};`;
    if (valid === null) return { get: read, set: store };
    const g = this.g;
    return {
      get: `(${valid}[${row}] === 0 ? null : ${read})`,
      set: (js) => {
        const name = g.fresh('s');
        return `{ const ${name} = ${js}; if (${name} === null) ${valid}[${row}] = 0; else { ${store(name)} ${valid}[${row}] = 1; } }`;
      },
    };
  }
}

interface ColumnNames {
  readonly path: string;
  readonly data: string;
  readonly valid: string | null;
  readonly layout: StateLayout;
}

function columnNames(g: CodeContext, path: string, field: StateField, role: 'key' | 'value'): ColumnNames {
  const layout = stateLayout(field.type, role);
  const flagged = field.nullable && layout !== 'id' && layout !== 'object';
  return { path, data: g.fresh('a'), valid: flagged ? g.fresh('a') : null, layout };
}

const flagOf = (key: KeyCode): string => (key.isNull === 'false' ? '1' : `(${key.isNull} ? 0 : 1)`);

/** An array as first value must be a new one for each group. */
const freshInitial = (value: Scalar): unknown => (Array.isArray(value) ? () => value.slice() : value);
