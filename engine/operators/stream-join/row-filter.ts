import type { StageRuntime } from '../../codegen/generated-runtime.ts';
import { RowStage } from '../../codegen/row-stage.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import { freshColumnId, reference, type Attribute, type TypedExpression } from '../../expressions/typed.ts';
import { INTEGER, struct } from '../../types/data-type.ts';
import type { Origin } from '../../types/origin.ts';

/** Tells for which rows all of some conditions hold. */
export class RowFilter {
  private readonly place: Attribute;
  private readonly stage: RowStage | null;

  constructor(input: readonly Attribute[], conditions: readonly TypedExpression[], origin: Origin | undefined) {
    this.place = { id: freshColumnId(), name: 'place', type: INTEGER, nullable: false };
    const columns = [{ attribute: { ...this.place, id: freshColumnId() }, expression: reference(this.place) }];
    this.stage =
      conditions.length === 0
        ? null
        : new RowStage(
            [...input, this.place],
            [
              ...conditions.map((condition) => ({ step: 'filter' as const, condition, origin })),
              { step: 'project', columns },
            ],
            columns.map((c) => c.attribute),
          );
  }

  sources(): readonly string[] {
    return this.stage?.sources() ?? [];
  }

  /** The rows for which they hold, ascending; null for all. */
  rows({ schema, columns, length }: RecordBatch, runtime: StageRuntime): Int32Array | null {
    if (this.stage === null) return null;
    const place: Vector = { layout: 'i32', valid: null, data: Int32Array.from({ length }, (_, i) => i) };
    const { name, type, nullable } = this.place;
    const numbered = {
      schema: struct([...schema.fields, { name, type, nullable }]),
      columns: [...columns, place],
      length,
    };
    const [found] = this.stage.run(numbered, runtime).columns as [Vector & { layout: 'i32' }];
    return found.data.length === length ? null : found.data;
  }
}
