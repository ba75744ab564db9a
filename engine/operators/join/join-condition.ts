import { RowStage } from '../../codegen/row-stage.ts';
import type { StageRuntime } from '../../codegen/generated-runtime.ts';
import { takeVector } from '../../columnar/take.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import { freshColumnId, referencedColumns, type Attribute, type TypedExpression } from '../../expressions/typed.ts';
import { BOOLEAN, struct } from '../../types/data-type.ts';
import type { Origin } from '../../types/origin.ts';
import type { RowPairs } from './join-table.ts';

/** What must hold of two rows beside equal keys; it sees the columns that it names and no others. */
export class JoinCondition {
  private readonly stage: RowStage;
  private readonly passing: readonly number[];
  private readonly atHand: readonly number[];
  private readonly buildRight: boolean;

  constructor(
    condition: TypedExpression,
    left: readonly Attribute[],
    right: readonly Attribute[],
    buildRight: boolean,
    origin: Origin | undefined,
  ) {
    const named = new Set(referencedColumns(condition));
    const places = (side: readonly Attribute[]): number[] => side.flatMap(({ id }, i) => (named.has(id) ? [i] : []));
    const verdict: Attribute = { id: freshColumnId(), name: 'holds', type: BOOLEAN, nullable: true };
    this.buildRight = buildRight;
    this.passing = places(buildRight ? left : right);
    this.atHand = places(buildRight ? right : left);
    this.stage = new RowStage(
      [...left, ...right].filter(({ id }) => named.has(id)),
      [{ step: 'project', columns: [{ attribute: verdict, expression: condition }], origin }],
      [verdict],
    );
  }

  /** The functions generated so far. */
  sources(): string[] {
    return this.stage.sources();
  }

  /** Those of the pairs for which it holds. */
  ofPairs(passing: RecordBatch, atHand: RecordBatch, pairs: RowPairs, runtime: StageRuntime): RowPairs {
    const taken = (batch: RecordBatch, places: readonly number[], rows: Int32Array): Vector[] =>
      places.map((place) => takeVector(batch.columns[place]!, rows));
    const held = this.holding(
      taken(passing, this.passing, pairs.probe),
      taken(atHand, this.atHand, pairs.build),
      pairs.probe.length,
      runtime,
    );
    return { probe: held.map((i) => pairs.probe[i]!), build: held.map((i) => pairs.build[i]!) };
  }

  /** Of each row of one side with each of the other, those pairs for which it holds: the passing rows are read where they lie. */
  ofEveryPair(passing: RecordBatch, atHand: RecordBatch, runtime: StageRuntime): RowPairs {
    const { length } = passing;
    const columns = this.passing.map((place) => passing.columns[place]!);
    const same = new Int32Array(length);
    const ends = new Int32Array(length + 1);
    const found: Int32Array[] = [];
    for (let row = 0; row < atHand.length; row++) {
      same.fill(row);
      const repeated = this.atHand.map((place) => takeVector(atHand.columns[place]!, same));
      const held = this.holding(columns, repeated, length, runtime);
      for (let i = 0; i < held.length; i++) ends[held[i]! + 1]!++;
      found.push(held);
    }
    for (let row = 0; row < length; row++) ends[row + 1]! += ends[row]!;
    const pairs = { probe: new Int32Array(ends[length]!), build: new Int32Array(ends[length]!) };
    found.forEach((held, row) => {
      for (let i = 0; i < held.length; i++) {
        const at = ends[held[i]!]!++;
        pairs.probe[at] = held[i]!;
        pairs.build[at] = row;
      }
    });
    return pairs;
  }

  /** The places at which it holds. */
  private holding(
    passing: readonly Vector[],
    atHand: readonly Vector[],
    length: number,
    runtime: StageRuntime,
  ): Int32Array<ArrayBuffer> {
    const columns = this.buildRight ? [...passing, ...atHand] : [...atHand, ...passing];
    const verdict = this.stage.run({ schema: struct([]), columns, length }, runtime).columns[0]!;
    const { data, valid } = verdict as { data: Uint8Array; valid: Uint8Array | null };
    const held = new Int32Array(length);
    let count = 0;
    for (let i = 0; i < length; i++) if (data[i] === 1 && (valid === null || valid[i] === 1)) held[count++] = i;
    return held.subarray(0, count);
  }
}
