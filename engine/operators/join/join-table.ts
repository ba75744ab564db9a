import type { CodeContext } from '../../codegen/code-context.ts';
import { Stage, type Terminal } from '../../codegen/stage.ts';
import type { StageRuntime } from '../../codegen/generated-runtime.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import type { StateField } from '../../state/state-column.ts';
import { StateTable } from '../../state/state-table.ts';
import { INTEGER } from '../../types/data-type.ts';
import { flattenKeys, keyCodes, type KeyCode, type KeyTexts } from '../key-columns.ts';
import { TableCode } from '../table-code.ts';

/** The rows of one side by their keys: for each key the first row, and for each row the next of the same key. */
const CHAIN: readonly StateField[] = ['first', 'last'].map((name) => ({ name, type: INTEGER, nullable: false }));
const [FIRST, LAST] = [0, 1] as const;

/** Pairs of rows, in the order of the passing side and then of the side at hand. */
export interface RowPairs {
  readonly probe: Int32Array<ArrayBuffer>;
  readonly build: Int32Array<ArrayBuffer>;
}

/** The rows of one side of a join, found by the keys of the other. A NULL key finds nothing and is not found. */
export class JoinTable {
  private readonly buildStage: Stage;
  private readonly probeStage: Stage;
  private readonly fields: readonly StateField[];
  private table: StateTable;
  private next = new Int32Array(0);
  private pairs: RowPairs = { probe: new Int32Array(0), build: new Int32Array(0) };
  private found = 0;

  /** @param once whether one row for each that looks is enough */
  constructor(build: Side, probe: Side, once: boolean) {
    // Both sides flatten alike whatever their nullability.
    this.fields = flattenKeys(nullable(build.keys));
    this.table = new StateTable(this.fields, CHAIN, false, true);
    this.buildStage = new Stage(
      build.input,
      [],
      this.terminal((g) => this.buildCode(g, build.keys)),
    );
    this.probeStage = new Stage(
      probe.input,
      [],
      this.terminal((g) => this.probeCode(g, probe.keys, once)),
    );
  }

  private terminal(generate: Terminal['generate']): Terminal {
    return { target: () => this, generate };
  }

  /** The functions generated so far. */
  sources(): string[] {
    return [...this.buildStage.sources(), ...this.probeStage.sources()];
  }

  /** Takes the rows that are to be found. */
  open(batch: RecordBatch, runtime: StageRuntime): void {
    this.table = new StateTable(this.fields, CHAIN, false, true);
    this.next = new Int32Array(batch.length).fill(-1);
    this.buildStage.run(batch, runtime);
  }

  /** The pairs that some passing rows make; the arrays are overwritten by the next call. */
  find(batch: RecordBatch, runtime: StageRuntime): RowPairs {
    if (this.pairs.probe.length < batch.length) this.pairs = widened(this.pairs, 0, batch.length);
    this.probeStage.run(batch, runtime);
    return { probe: this.pairs.probe.subarray(0, this.found), build: this.pairs.build.subarray(0, this.found) };
  }

  /** Called by generated code: makes room for more pairs. */
  widen(pairs: number): void {
    this.pairs = widened(this.pairs, pairs, pairs * 2);
  }

  private buildCode(g: CodeContext, keys: readonly Attribute[]): ReturnType<Terminal['generate']> {
    const { present, code, parts } = keyCode(g, keys, 'intern');
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

  private probeCode(g: CodeContext, keys: readonly Attribute[], once: boolean): ReturnType<Terminal['generate']> {
    const { present, code, parts } = keyCode(g, keys, 'look up');
    const table = new TableCode(g, this.fields, CHAIN, { indexed: true });
    const row = g.fresh('g');
    const pair = [
      'if (m === room) { O.widen(m); probe = O.pairs.probe; build = O.pairs.build; room = probe.length; }',
      'probe[m] = i; build[m] = b; m++;',
      once ? 'break;' : '',
    ].join('\n');
    return {
      before: `${table.declare} T = O.table; ${table.load} const next = O.next; let m = 0, probe = O.pairs.probe, build = O.pairs.build, room = probe.length;`,
      row: `${code}\nif (${present}) {\n${table.find(row, parts)}\nif (${row} >= 0) for (let b = ${table.slot(FIRST, row).get}; b >= 0; b = next[b]) {\n${pair}\n}\n}`,
      after: 'O.found = m;',
    };
  }
}

/** The columns of one side, and those of them that are compared. */
export interface Side {
  readonly input: readonly Attribute[];
  readonly keys: readonly Attribute[];
}

/** The flat keys of a row, and whether none of them is NULL. */
function keyCode(
  g: CodeContext,
  keys: readonly Attribute[],
  how: KeyTexts,
): { present: string; code: string; parts: KeyCode[] } {
  const columns = keys.map((key) => g.column({ node: 'column', ...key }));
  const parts = nullable(keys).flatMap((key, i) => keyCodes(g, key, columns[i]!, how));
  const nulls = columns.map((column) => column.isNull).filter((text) => text !== 'false');
  const present = nulls.length === 0 ? 'true' : `!(${nulls.join(' || ')})`;
  return { present, code: parts.map((part) => part.code).join('\n'), parts };
}

const nullable = (keys: readonly Attribute[]): Attribute[] => keys.map((key) => ({ ...key, nullable: true }));

function widened({ probe, build }: RowPairs, used: number, capacity: number): RowPairs {
  const wider = { probe: new Int32Array(capacity), build: new Int32Array(capacity) };
  wider.probe.set(probe.subarray(0, used));
  wider.build.set(build.subarray(0, used));
  return wider;
}
