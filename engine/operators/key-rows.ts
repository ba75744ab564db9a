import type { CodeContext } from '../codegen/code-context.ts';
import type { StageRuntime } from '../codegen/generated-runtime.ts';
import { Stage, type Terminal } from '../codegen/stage.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import type { StateMultiMap } from '../state/state-multi-map.ts';
import type { StateTable } from '../state/state-table.ts';
import type { Origin } from '../types/origin.ts';
import { keyCodes } from './key-columns.ts';
import { TableCode } from './table-code.ts';

/** Who keeps rows under keys. */
export interface KeyedState {
  readonly state: StateMultiMap;
}

/** Finds the keys of rows in a state, where they are added, and in another one of the same keys, where there is one. */
export class KeyRows implements Terminal {
  /** By row: the row of its key in its own table of keys. */
  own = new Int32Array(0);
  /** By row: that in the other table, -1 where it is not there. */
  other = new Int32Array(0);
  private readonly keys: readonly Attribute[];
  private readonly owner: KeyedState;
  private readonly otherOwner: KeyedState | null;
  private readonly stage: Stage;

  constructor(
    input: readonly Attribute[],
    keys: readonly Attribute[],
    owner: KeyedState,
    otherOwner: KeyedState | null,
    origin: Origin | undefined,
  ) {
    this.keys = keys;
    this.owner = owner;
    this.otherOwner = otherOwner;
    this.stage = new Stage(input, [], this, origin);
  }

  find(batch: RecordBatch, runtime: StageRuntime): void {
    this.own = new Int32Array(batch.length);
    if (this.otherOwner !== null) this.other = new Int32Array(batch.length);
    this.stage.run(batch, runtime);
  }

  sources(): readonly string[] {
    return this.stage.sources();
  }

  target(): this {
    return this;
  }

  get table(): StateTable {
    return this.owner.state.keys;
  }

  get otherTable(): StateTable {
    return this.otherOwner!.state.keys;
  }

  generate(g: CodeContext): { before: string; row: string; after: string } {
    const { keys: fields, values } = this.owner.state.chains;
    const own = new TableCode(g, fields, values);
    const row = g.fresh('g');
    const parts = this.keys.flatMap((key) => keyCodes(g, key, g.column({ node: 'column', ...key })));
    const other = this.findOther(g, parts);
    return {
      before: `${own.declare} T = O.table; ${own.load} const own = O.own; ${other.before}`,
      row: [
        parts.map((part) => part.code).join('\n'),
        own.findOrAdd(row, parts, own.initialise(row, [-1, -1])),
        `own[i] = ${row};`,
        other.row,
      ].join('\n'),
      after: own.save,
    };
  }

  private findOther(g: CodeContext, parts: Parameters<TableCode['find']>[1]): { before: string; row: string } {
    if (this.otherOwner === null) return { before: '', row: '' };
    const { keys, values } = this.otherOwner.state.chains;
    const table = new TableCode(g, keys, values, { name: 'F' });
    const row = g.fresh('g');
    return {
      before: `const F = O.otherTable; ${table.columns} ${table.places} const other = O.other;`,
      row: `${table.find(row, parts)}\nother[i] = ${row};`,
    };
  }
}
