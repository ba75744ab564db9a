import type { RecordBatch, Vector } from '../columnar/vector.ts';
import {
  childrenOf,
  isDeterministic,
  reference,
  referencedColumns,
  type Attribute,
  type TypedExpression,
} from '../expressions/typed.ts';
import { struct, type StructType } from '../types/data-type.ts';
import { RowWriter } from './row-writer.ts';
import { Stage } from './stage.ts';
import type { ProjectedColumn, Step } from './step.ts';
import type { StageRuntime } from './generated-runtime.ts';

/** Calls that one generated function may have: V8 gives up on optimising much larger ones, and rows then cost ten times as much. */
const MOST_CALLS = 16;

/** Row-wise steps that give their rows as a batch of the output attributes. */
export class RowStage {
  readonly output: readonly Attribute[];
  private readonly schema: StructType;
  /** What runs before the projection, when that is taken apart. */
  private readonly before: RowStage | null = null;
  private readonly parts: readonly Part[];

  constructor(input: readonly Attribute[], steps: readonly Step[], output: readonly Attribute[]) {
    this.output = output;
    this.schema = struct(output.map(({ name, type, nullable }) => ({ name, type, nullable })));
    const last = steps.at(-1);
    if (last?.step !== 'project' || !isDivisible(steps, last.columns)) {
      this.parts = [new ComputedPart(input, steps, output)];
      return;
    }
    const before = steps.slice(0, -1);
    let columns = input;
    if (before.length > 0) {
      const read = [...last.columns.map((c) => c.expression), ...passedBy(last.columns, output).map(reference)];
      columns = neededOf(input, before, read);
      this.before = new RowStage(input, before, columns);
    }
    this.parts = divided(columns, last, output);
  }

  /** The functions generated so far. */
  sources(): string[] {
    return [...(this.before?.sources() ?? []), ...this.parts.flatMap((part) => part.sources())];
  }

  run(batch: RecordBatch, runtime: StageRuntime): RecordBatch {
    const input = this.before === null ? batch : this.before.run(batch, runtime);
    const found = new Map<number, Vector>();
    let { length } = input;
    for (const part of this.parts) length = part.run(input, runtime, found);
    return { schema: this.schema, columns: this.output.map((a) => found.get(a.id)!), length };
  }
}

/** Gives some of the output columns. */
interface Part {
  /** @returns how many rows there are */
  run(batch: RecordBatch, runtime: StageRuntime, into: Map<number, Vector>): number;
  sources(): string[];
}

/** Columns that the input has already: they are the same memory. */
class PassedPart implements Part {
  private readonly columns: readonly { readonly id: number; readonly at: number }[];

  constructor(columns: readonly { readonly id: number; readonly at: number }[]) {
    this.columns = columns;
  }

  run(batch: RecordBatch, _: StageRuntime, into: Map<number, Vector>): number {
    for (const { id, at } of this.columns) into.set(id, batch.columns[at]!);
    return batch.length;
  }

  sources(): string[] {
    return [];
  }
}

class ComputedPart implements Part {
  private readonly output: readonly Attribute[];
  private readonly writer: RowWriter;
  private readonly stage: Stage;

  constructor(input: readonly Attribute[], steps: readonly Step[], output: readonly Attribute[]) {
    this.output = output;
    this.writer = new RowWriter(output, Stage.multiplies(steps));
    this.stage = new Stage(input, steps, this.writer);
  }

  run(batch: RecordBatch, runtime: StageRuntime, into: Map<number, Vector>): number {
    this.stage.run(batch, runtime);
    const { columns, length } = this.writer.take();
    this.output.forEach((a, i) => into.set(a.id, columns[i]!));
    return length;
  }

  sources(): string[] {
    return this.stage.sources();
  }
}

/** Whether the columns of the last projection may be computed apart, and anything is won by it. */
function isDivisible(steps: readonly Step[], columns: readonly ProjectedColumn[]): boolean {
  if (!columns.every((c) => isDeterministic(c.expression))) return false;
  if (steps.length === 1 && columns.some((c) => c.expression.node === 'column')) return true;
  return columns.reduce((n, c) => n + calls(c.expression), 0) > MOST_CALLS;
}

function divided(input: readonly Attribute[], step: Step & { step: 'project' }, output: readonly Attribute[]): Part[] {
  const wanted = new Set(output.map((a) => a.id));
  const placeOf = (id: number): number => input.findIndex((a) => a.id === id);
  const passed = passedBy(step.columns, output).map(({ id }) => ({ id, at: placeOf(id) }));
  const groups: ProjectedColumn[][] = [];
  let room = 0;
  for (const column of step.columns) {
    const { attribute, expression } = column;
    if (!wanted.has(attribute.id)) continue;
    if (expression.node === 'column') {
      passed.push({ id: attribute.id, at: placeOf(expression.id) });
      continue;
    }
    const weight = 1 + calls(expression);
    if (weight > room) {
      groups.push([]);
      room = MOST_CALLS;
    }
    groups.at(-1)!.push(column);
    room -= weight;
  }
  return [
    new PassedPart(passed),
    ...groups.map(
      (columns) =>
        new ComputedPart(
          input,
          [{ ...step, columns }],
          columns.map((c) => c.attribute),
        ),
    ),
  ];
}

/** Columns that go past a projection: those that steps behind it read, and that were made before it. */
function passedBy(columns: readonly ProjectedColumn[], output: readonly Attribute[]): Attribute[] {
  const given = new Set(columns.map((c) => c.attribute.id));
  return output.filter((a) => !given.has(a.id));
}

/** The columns that a projection reads, as the steps before it give them. */
export function neededOf(
  input: readonly Attribute[],
  steps: readonly Step[],
  expressions: readonly TypedExpression[],
): Attribute[] {
  const read = new Set(expressions.flatMap((e) => [...referencedColumns(e)]));
  const given = new Map(input.map((a) => [a.id, a]));
  for (const step of steps) {
    if (step.step === 'project') for (const { attribute } of step.columns) given.set(attribute.id, attribute);
    if (step.step === 'window') given.set(step.output.id, step.output);
    if (step.step === 'generate') for (const a of step.output) given.set(a.id, a);
    if (step.step === 'lookup') for (const a of step.lookup.found) given.set(a.id, a);
  }
  return [...read].flatMap((id) => given.get(id) ?? []);
}

const calls = (e: TypedExpression): number =>
  childrenOf(e).reduce((n, child) => n + calls(child), e.node === 'call' || e.node === 'cast' ? 1 : 0);
