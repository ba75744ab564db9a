import type { CodeContext } from '../../codegen/code-context.ts';
import type { StageRuntime } from '../../codegen/generated-runtime.ts';
import { Stage, type Terminal } from '../../codegen/stage.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import type { StateMultiMap } from '../../state/state-multi-map.ts';
import type { StateTable } from '../../state/state-table.ts';
import type { Origin } from '../../types/origin.ts';
import { keyCodes } from '../key-columns.ts';
import { TableCode } from '../table-code.ts';

/** Finds the keys of rows in two tables: in their own, where they are added, and in the other side's. */
export class KeyRows implements Terminal {
  /** By row: the row of its key in its own table of keys. */
  own = new Int32Array(0);
  /** By row: that in the table of the other side, -1 where it is not there. */
  other = new Int32Array(0);
  private readonly keys: readonly Attribute[];
  private readonly ownRows: StateMultiMap;
  private readonly otherRows: StateMultiMap;
  private readonly stage: Stage;

  constructor(
    input: readonly Attribute[],
    keys: readonly Attribute[],
    ownRows: StateMultiMap,
    otherRows: StateMultiMap,
    origin: Origin | undefined,
  ) {
    this.keys = keys;
    this.ownRows = ownRows;
    this.otherRows = otherRows;
    this.stage = new Stage(input, [], this, origin);
  }

  find(batch: RecordBatch, runtime: StageRuntime): void {
    this.own = new Int32Array(batch.length);
    this.other = new Int32Array(batch.length);
    this.stage.run(batch, runtime);
  }

  sources(): readonly string[] {
    return this.stage.sources();
  }

  target(): this {
    return this;
  }

  get table(): StateTable {
    return this.ownRows.keys;
  }

  get otherTable(): StateTable {
    return this.otherRows.keys;
  }

  generate(g: CodeContext): { before: string; row: string; after: string } {
    const { keys: fields, values } = this.ownRows.chains;
    const own = new TableCode(g, fields, values);
    const other = new TableCode(g, this.otherRows.chains.keys, values, { name: 'F' });
    const [row, otherRow] = [g.fresh('g'), g.fresh('g')];
    const parts = this.keys.flatMap((key) => keyCodes(g, key, g.column({ node: 'column', ...key })));
    return {
      before: `const F = O.otherTable; ${other.columns} ${other.places} ${own.declare} T = O.table; ${own.load} const own = O.own, other = O.other;`,
      row: [
        parts.map((part) => part.code).join('\n'),
        own.findOrAdd(row, parts, own.initialise(row, [-1, -1])),
        other.find(otherRow, parts),
        `own[i] = ${row}; other[i] = ${otherRow};`,
      ].join('\n'),
      after: own.save,
    };
  }
}
