import type { CodeContext, ExpressionCode } from '../../codegen/code-context.ts';
import { repeatedCode } from '../../codegen/repeated-expressions.ts';
import type { Terminal } from '../../codegen/stage.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import { reference, type AggregateExpression, type Attribute, type TypedExpression } from '../../expressions/typed.ts';
import { cellWriter } from '../../types/to-text.ts';
import type { StateTable } from '../../state/state-table.ts';
import { keyCodes } from '../key-columns.ts';
import { TableCode } from '../table-code.ts';

/** How the rows of an aggregation find their table. */
export type Bucketing =
  | { readonly by: 'none' }
  /** One table a window; the key is the window's struct, found under this attribute. */
  | { readonly by: 'window'; readonly window: Attribute }
  /** One table a pane of windows; what is late is judged window by window when the panes are merged. */
  | { readonly by: 'pane'; readonly window: Attribute }
  /** One table, but rows of late times go to a table of their own. The time may be a window that some rows do not have. */
  | { readonly by: 'time'; readonly time: Attribute };

/** Where generated code gets its tables from; asked again only when the window changes. */
export interface TableOpener {
  open(start: bigint, end: bigint): StateTable;
  /** The table of late or of other rows. */
  openTime(late: boolean): StateTable;
  /** How many of the rows so far came too late. */
  late(rows: number): void;
  /** How many rows went into the pane that was opened last. */
  counted(rows: number): void;
  /** Takes the key of an example, as text. @param place its number among the examples */
  example(place: number, key: string): void;
  readonly lateMicros: number;
}

/** The end of a stage that folds its rows into groups. */
export class AggregateTerminal implements Terminal {
  private readonly keys: readonly Attribute[];
  private readonly aggregates: readonly AggregateExpression[];
  private readonly bucketing: Bucketing;
  private readonly opener: TableOpener;
  private readonly tracks: boolean;
  private readonly indexed: boolean;
  private readonly example: Attribute | undefined;

  /**
   * @param tracks whether the tables know which rows a batch changed
   * @param indexed whether they may find keys by their distance
   * @param example the column that numbers the rows that are examples, where there is one
   */
  constructor(
    keys: readonly Attribute[],
    aggregates: readonly AggregateExpression[],
    bucketing: Bucketing,
    opener: TableOpener,
    tracks: boolean,
    indexed: boolean,
    example?: Attribute,
  ) {
    this.keys = keys;
    this.aggregates = aggregates;
    this.bucketing = bucketing;
    this.opener = opener;
    this.tracks = tracks;
    this.indexed = indexed;
    this.example = example;
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
      { indexed: this.indexed },
    );
    const row = g.fresh('g');
    const { before, open, after } = this.openCode(g, table);
    const initial = table.initialise(
      row,
      values.map((v) => v.initial),
    );
    const find = [
      keys.map((key) => key.code).join('\n'),
      this.exampleCode(g),
      open,
      table.findOrAdd(row, keys, initial),
      this.tracks ? table.touch(row) : '',
    ].join('\n');
    const last: string[] = [];
    const update = this.updates(g, table, row, last);
    return { before: `${table.declare}\n${before}`, row: `${find}\n${update}`, after: [...last, after].join('\n') };
  }

  /** A row that is an example tells its key. */
  private exampleCode(g: CodeContext): string {
    if (this.example === undefined || this.keys.length === 0) return '';
    const place = g.column({ node: 'column', ...this.example }).value;
    const columns = this.keys.map((key) => g.column({ node: 'column', ...key }));
    const values = columns.map(({ isNull, value }) => (isNull === 'false' ? value : `${isNull} ? null : ${value}`));
    return `if (${place} >= 0) O.example(${place}, ${g.constant(keyText(this.keys))}([${values.join(', ')}]));`;
  }

  /** @param last takes statements that follow the rows of a block */
  private updates(g: CodeContext, table: TableCode, row: string, last: string[]): string {
    const isOneGroup = this.keys.length === 0 && this.bucketing.by === 'none';
    const afterRows = (statements: string): void => void last.push(`{ const ${row} = 0; ${statements} }`);
    let slot = 0;
    const repeated = repeatedCode(
      this.aggregates.flatMap((a) => (a.filter === null ? a.args : [])),
      g,
    );
    const updates = this.aggregates.map((aggregate) => {
      const slots = aggregate.code.buffer.map((_, i) => {
        const of = table.slot(slot + i, row);
        return isOneGroup ? { ...of, afterRows } : of;
      });
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

  private openPane(
    g: CodeContext,
    table: TableCode,
    window: Attribute,
    rows: string,
  ): { before: string; open: string; after: string } {
    const [start, end] = g.column({ node: 'column', ...window }).fields!;
    const current = g.fresh('w');
    const float = end!.float ?? `Number(${end!.value})`;
    const close = `if (T !== null) { ${table.save} O.counted(${rows}); ${rows} = 0; }`;
    return {
      before: `let ${current} = NaN, ${rows} = 0;`,
      open: `if (${float} !== ${current}) { ${current} = ${told(float)}; ${close} T = O.open(${start!.value}, ${end!.value}); ${table.load} }\n${rows}++;`,
      after: close,
    };
  }

  private openCode(g: CodeContext, table: TableCode): { before: string; open: string; after: string } {
    const finish = `if (T !== null) { ${table.save} }`;
    if (this.bucketing.by === 'none') {
      return { before: `T = O.open(0n, 0n); ${table.load}`, open: '', after: finish };
    }
    const rows = g.fresh('rows');
    if (this.bucketing.by === 'pane') return this.openPane(g, table, this.bucketing.window, rows);
    const late = g.fresh('late');
    const count = `${rows} += ${late};`;
    const after = `${finish} O.late(${rows});`;
    if (this.bucketing.by === 'window') {
      const [start, end] = g.column({ node: 'column', ...this.bucketing.window }).fields!;
      const current = g.fresh('w');
      const float = end!.float ?? `Number(${end!.value})`;
      return {
        before: `let ${current} = NaN, ${late} = 0, ${rows} = 0;`,
        open: `if (${float} !== ${current}) { ${current} = ${told(float)}; ${finish} T = O.open(${start!.value}, ${end!.value}); ${late} = ${float} <= O.lateMicros ? 1 : 0; ${table.load} }\n${count}`,
        after,
      };
    }
    const time = g.bound(g.expression(timeOf(this.bucketing.time)));
    const now = g.fresh('now');
    const judged = `${time.float ?? `Number(${time.value})`} <= O.lateMicros ? 1 : 0`;
    return {
      before: `let ${late} = -1, ${rows} = 0;`,
      open: `${time.code}\nconst ${now} = ${time.isNull === 'false' ? judged : `${time.isNull} ? 0 : ${judged}`};\nif (${now} !== ${late}) { ${late} = ${now}; ${finish} T = O.openTime(${late} === 1); ${table.load} }\n${count}`,
      after,
    };
  }
}

/** When a group is done: a window that may be missing (in a rollup) at its end. */
function timeOf(time: Attribute): TypedExpression {
  const whole = reference(time);
  if (time.type.kind !== 'struct') return whole;
  const { name, type } = time.type.fields[1]!;
  return { node: 'field', child: whole, ordinal: 1, name, type, nullable: true };
}

/** A time that tells windows apart: beyond 2^53 microseconds, in the year 2255, several of them are one double, and NaN is told from each. */
const told = (float: string): string => `Number.isSafeInteger(${float}) ? ${float} : NaN`;

/** A function from the values of a key to its text. */
function keyText(keys: readonly Attribute[]): (values: readonly unknown[]) => string {
  const writers = keys.map(({ type }) => cellWriter(type, 'UTC'));
  return (values) => values.map((value, i) => writers[i]!(value)).join(', ');
}
