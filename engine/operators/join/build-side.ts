import type { CodeContext, ExpressionCode } from '../../codegen/code-context.ts';
import { floatsOf, floatsShape, type Floats } from '../../codegen/float-view.ts';
import type { StageRuntime } from '../../codegen/generated-runtime.ts';
import { readColumn, shapeOf, type RowPlace } from '../../codegen/read-column.ts';
import { Stage, type Terminal } from '../../codegen/stage.ts';
import type { Interner } from '../../columnar/interner.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import type { Attribute, TypedExpression } from '../../expressions/typed.ts';
import type { StateField } from '../../state/state-column.ts';
import { StateTable } from '../../state/state-table.ts';
import { INTEGER } from '../../types/data-type.ts';
import { flattenKeys, keyCodes, type KeyCode, type KeyTexts } from '../key-columns.ts';
import { TableCode } from '../table-code.ts';
import { HeldExpressions } from './held-expressions.ts';

/** For each key the first row and the last, and for each row the next of the same key. */
const CHAIN: readonly StateField[] = ['first', 'last'].map((name) => ({ name, type: INTEGER, nullable: false }));
const [FIRST, LAST] = [0, 1] as const;

/** How generated code goes through the rows that a passing row finds. */
export interface FoundRows {
  /** Statements that look for them. */
  readonly code: string;
  /** The number of the first one, -1 when there is none. */
  readonly first: string;
  /** The number of the one that comes after another, -1 when there is none. */
  next(row: string): string;
}

/** The side of a join that is at hand as a whole, its rows found by their keys; without keys each row finds all of them. A NULL key is not found. */
export class BuildSide {
  readonly input: readonly Attribute[];
  private readonly keys: readonly Attribute[];
  private readonly stage: Stage;
  private readonly fields: readonly StateField[];
  private opened: { readonly interner: Interner; readonly generation: number } | null = null;
  private rows: RecordBatch | null = null;
  /** Read by generated code. */
  table: StateTable;
  next = new Int32Array(0);
  /** Times as doubles where they are exact, by column. */
  floats: readonly Floats[] = [];
  /** What conditions need of the rows beside their columns, as far as it can be computed of all of them. */
  parts: readonly Vector[] = [];
  private readonly held: HeldExpressions;

  /** @param condition what is asked of pairs of its rows and others */
  constructor(input: readonly Attribute[], keys: readonly Attribute[], condition: TypedExpression | null) {
    this.input = input;
    this.held = new HeldExpressions(condition, input);
    this.keys = keys;
    // Both sides flatten alike whatever their nullability.
    this.fields = flattenKeys(nullable(keys));
    this.table = this.emptyTable();
    this.stage = new Stage(input, [], { target: () => this, generate: (g) => this.chainCode(g) });
  }

  private emptyTable(): StateTable {
    return new StateTable(this.fields, CHAIN, false, true);
  }

  /** The rows at hand. */
  get batch(): RecordBatch {
    return this.rows!;
  }

  /** The functions generated so far. */
  sources(): string[] {
    return this.keys.length === 0 ? [] : this.stage.sources();
  }

  /** Takes the rows that are to be found; the same ones are not looked at again. */
  open(batch: RecordBatch, runtime: StageRuntime): void {
    const { interner } = runtime;
    const { rows, opened } = this;
    if (rows === batch && opened?.interner === interner && opened.generation === interner.generation) return;
    this.rows = batch;
    this.opened = { interner, generation: interner.generation };
    const own = new Map<string, Float64Array>();
    this.floats = batch.columns.map((c, i) => floatsOf(c, this.input[i]!.type, batch.length, own, String(i)));
    this.parts = this.held.of(batch, runtime);
    if (this.keys.length === 0) return;
    this.table = this.emptyTable();
    this.next = new Int32Array(batch.length).fill(-1);
    this.stage.run(batch, runtime);
  }

  /** How many rows one of the other side finds, on the average. */
  get fan(): number {
    return this.keys.length === 0 ? this.batch.length : this.batch.length / Math.max(1, this.table.count);
  }

  /** What of the columns decides the code that reads them. */
  shape(): string {
    const { interner } = this.opened!;
    const columns = this.batch.columns.map((c, i) => shapeOf(c, interner) + floatsShape(this.floats[i]!));
    return [...columns, ...this.parts.map((part) => shapeOf(part, interner))].join();
  }

  /** Makes the columns of a row at hand readable. @param side the name of this side in the function */
  define(g: CodeContext, side: string, place: RowPlace): void {
    const { interner } = this.opened!;
    this.input.forEach((attribute, i) => {
      const floats = { path: `${side}.floats[${i}]`, floats: this.floats[i]! };
      g.define(
        attribute.id,
        readColumn(g, `${side}.batch.columns[${i}]`, this.batch.columns[i]!, floats, interner, place),
      );
    });
  }

  /** Makes what was computed of a row at hand known. */
  know(g: CodeContext, side: string, place: RowPlace): void {
    const { interner } = this.opened!;
    this.parts.forEach((part, i) => {
      g.know(this.held.expressions[i]!, readColumn(g, `${side}.parts[${i}]`, part, null, interner, place));
    });
  }

  /** The code that finds the rows of the current passing row. @param keys its columns that are compared */
  find(g: CodeContext, side: string, keys: readonly Attribute[]): FoundRows {
    if (keys.length === 0) {
      const count = g.fresh('n');
      g.once(`const ${count} = ${side}.batch.length;`);
      return {
        code: '',
        first: `(${count} > 0 ? 0 : -1)`,
        next: (row) => `(${row} + 1 < ${count} ? ${row} + 1 : -1)`,
      };
    }
    const [name, next, row, first] = [g.fresh('t'), g.fresh('n'), g.fresh('g'), g.fresh('b')];
    g.once(`const ${name} = ${side}.table, ${next} = ${side}.next;`);
    const table = new TableCode(g, this.fields, CHAIN, { name, indexed: true });
    g.once(`${table.columns} ${table.places}`);
    const { present, code, parts } = keyCode(g, keys, 'look up');
    const found = `${table.find(row, parts)}\nif (${row} >= 0) ${first} = ${table.slot(FIRST, row).get};`;
    return {
      code: `let ${first} = -1;\n${code}\nif (${present}) {\n${found}\n}`,
      first,
      next: (of) => `${next}[${of}]`,
    };
  }

  private chainCode(g: CodeContext): ReturnType<Terminal['generate']> {
    const { present, code, parts } = keyCode(g, this.keys, 'intern');
    const table = new TableCode(g, this.fields, CHAIN, { indexed: true });
    const row = g.fresh('g');
    const [first, last] = [table.slot(FIRST, row), table.slot(LAST, row)];
    const chain = `if (${last.get} >= 0) next[${last.get}] = i; ${last.set('i')}`;
    const find = table.findOrAdd(row, parts, `${first.set('i')} ${last.set('-1')}`);
    return {
      before: `${table.declare} T = O.table; ${table.load} const next = O.next;`,
      row: `${code}\nif (${present}) {\n${find}\n${chain}\n}`,
      after: table.save,
    };
  }
}

/** The flat keys of a row, and whether none of them is NULL. */
function keyCode(
  g: CodeContext,
  keys: readonly Attribute[],
  how: KeyTexts,
): { present: string; code: string; parts: KeyCode[] } {
  const columns: ExpressionCode[] = keys.map((key) => g.column({ node: 'column', ...key }));
  const parts = nullable(keys).flatMap((key, i) => keyCodes(g, key, columns[i]!, how));
  const nulls = columns.map((column) => column.isNull).filter((text) => text !== 'false');
  const present = nulls.length === 0 ? 'true' : `!(${nulls.join(' || ')})`;
  return { present, code: parts.map((part) => part.code).join('\n'), parts };
}

const nullable = (keys: readonly Attribute[]): Attribute[] => keys.map((key) => ({ ...key, nullable: true }));
