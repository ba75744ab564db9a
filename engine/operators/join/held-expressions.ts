import type { StageRuntime } from '../../codegen/generated-runtime.ts';
import { RowStage } from '../../codegen/row-stage.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import {
  childrenOf,
  freshColumnId,
  isDeterministic,
  referencedColumns,
  type Attribute,
  type TypedExpression,
} from '../../expressions/typed.ts';

/** The parts of a condition that look at one side only, computed once for each of its rows and not for each pair. */
export class HeldExpressions {
  readonly expressions: readonly TypedExpression[];
  private readonly stage: RowStage | null;

  constructor(condition: TypedExpression | null, input: readonly Attribute[]) {
    const ids = new Set(input.map(({ id }) => id));
    this.expressions = condition === null ? [] : [...partsWithin(condition, ids)];
    const columns = this.expressions.map((expression, i) => {
      const { type, nullable } = expression;
      const attribute: Attribute = { id: freshColumnId(), name: `part ${i}`, type, nullable };
      return { attribute, expression };
    });
    const output = columns.map(({ attribute }) => attribute);
    this.stage = columns.length === 0 ? null : new RowStage(input, [{ step: 'project', columns }], output);
  }

  /** Their values by row; none where one fails: the row that fails may be one that nobody asks for. */
  of(batch: RecordBatch, runtime: StageRuntime): readonly Vector[] {
    if (this.stage === null) return [];
    try {
      return this.stage.run(batch, runtime).columns;
    } catch {
      return [];
    }
  }
}

/** The largest parts that read some of the columns and no others, and are more than a column. */
function* partsWithin(e: TypedExpression, ids: ReadonlySet<number>): Generator<TypedExpression> {
  const read = [...referencedColumns(e)];
  const within = read.length > 0 && read.every((id) => ids.has(id)) && isDeterministic(e);
  if (within && (e.node === 'call' || e.node === 'cast')) yield e;
  else for (const child of childrenOf(e)) if (child.node !== 'lambda') yield* partsWithin(child, ids);
}
