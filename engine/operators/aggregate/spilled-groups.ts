import { takeValues } from '../../columnar/take.ts';
import type { Interner } from '../../columnar/interner.ts';
import type { StateTable } from '../../state/state-table.ts';
import { packTable, unpackTable, type TransferColumn, type TransferTable } from '../../state/transfer-table.ts';
import { KeyPartitions, PARTITIONS } from '../spill/key-partitions.ts';
import type { SpilledBlock, SpillFile } from '../spill/spill-file.ts';
import type { AggregateOperator } from './aggregate.ts';
import type { FoldedGroups, FoldedTable } from '../folding-operator.ts';

/** Some groups of one partition. */
interface SpilledTable extends Omit<FoldedTable, 'table'> {
  readonly table: TransferTable;
}

/** Gives the groups of a table the numbers that tell in which order they were first seen; null where they have them. */
export type Numbering = ((bucket: string, count: number) => Float64Array<ArrayBuffer>) | null;

/** Groups on disk: in each partition those of some keys, in the order in which they were folded. */
export class SpilledGroups {
  readonly partitions: readonly SpilledBlock[][] = Array.from({ length: PARTITIONS }, () => []);
  private readonly file: SpillFile;
  private readonly operator: AggregateOperator;
  private readonly level: number;

  /**
   * @param operator keeps beside each group when it was first seen, as its last value
   * @param level how often the groups were cut into partitions before
   */
  constructor(file: SpillFile, operator: AggregateOperator, level: number) {
    this.file = file;
    this.operator = operator;
    this.level = level;
  }

  async write({ tables }: FoldedGroups, numbering: Numbering, interner: Interner): Promise<void> {
    for (const { table, ...of } of tables) {
      const seen = numbering?.(of.bucket, table.count) ?? null;
      for (const [partition, rows] of this.rowsOf(of.bucket, table, interner).entries()) {
        if (rows.length === 0) continue;
        const packed = packTable(table, interner, [], rows);
        const spilled: SpilledTable = { ...of, table: seen === null ? packed : numbered(packed, seen, rows) };
        this.partitions[partition]!.push(await this.file.write(spilled));
      }
    }
  }

  private rowsOf(bucket: string, table: StateTable, interner: Interner): Int32Array[] {
    const keys = this.operator.tableKeyVectors(table, interner);
    // Windows that share panes must lie together.
    const of = this.operator.windowsOfPane === null ? textNumber(bucket) : 0;
    return new KeyPartitions(keys, table.count, of).rows(this.level);
  }

  async read(block: SpilledBlock, interner: Interner): Promise<FoldedGroups> {
    const { table, ...of } = (await this.file.read(block)) as SpilledTable;
    return { tables: [{ ...of, table: unpackTable(table, this.operator.state.schema, interner) }], lateRows: 0 };
  }
}

function numbered(packed: TransferTable, seen: Float64Array<ArrayBuffer>, rows: Int32Array): TransferTable {
  const numbers: TransferColumn = { data: takeValues(seen, rows) as typeof seen, valid: null, texts: null };
  return { ...packed, values: [...packed.values, numbers] };
}

function textNumber(text: string): number {
  let number = 0;
  for (let i = 0; i < text.length; i++) number = Math.imul(number, 31) + text.charCodeAt(i);
  return number;
}
