import type { Interner } from '../columnar/interner.ts';
import { isTextVector, type RecordBatch, type TextVector, type Vector } from '../columnar/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import { generatedFunction } from '../types/generated-function.ts';
import type { Origin } from '../types/origin.ts';
import { CodeContext, type ExpressionCode } from './code-context.ts';
import { floatView } from './float-view.ts';
import { STAGE_PARAMETERS, type StageFunction, type StageRuntime } from './generated-runtime.ts';
import { generateExpression } from './generate-expression.ts';
import { rowFailure } from './row-failure.ts';
import type { Step } from './step.ts';
import { generateStep } from './steps.ts';
import { structCode } from './struct-code.ts';

/** What happens to a row that went through all steps: statements, with its columns readable from `g`. */
export interface Terminal {
  /** Statements before the row loop, the row's statements, statements after the loop. */
  generate(g: CodeContext): { readonly before: string; readonly row: string; readonly after: string };
  /** What the statements find under `O`. */
  target(batch: RecordBatch): unknown;
}

/** A chain of row-wise steps as one generated function. */
export class Stage {
  readonly input: readonly Attribute[];
  readonly steps: readonly Step[];
  private readonly variants = new Map<string, Variant>();
  private readonly scratch = new Map<number, Float64Array>();
  private readonly terminal: Terminal;
  /** By step, and the terminal's last: whom to name when a row fails. */
  private readonly origins: readonly (Origin | undefined)[];

  /** @param origin of the terminal */
  constructor(input: readonly Attribute[], steps: readonly Step[], terminal: Terminal, origin?: Origin) {
    this.input = input;
    this.steps = steps;
    this.terminal = terminal;
    this.origins = [...steps.map((step) => step.origin), origin];
  }

  /** Whether one row in can become several out. */
  static multiplies(steps: readonly Step[]): boolean {
    return steps.some((s) => s.step === 'generate' || (s.step === 'window' && s.durations.slide < s.durations.size));
  }

  /** Runs all rows of a batch; the result is whatever the terminal returns. */
  run(batch: RecordBatch, runtime: StageRuntime): unknown {
    const floats = this.floatColumns(batch);
    const variant = this.variantFor(batch, floats, runtime.interner);
    return variant.run(batch, variant.constants, runtime.interner, runtime, this.terminal.target(batch), floats);
  }

  /** The functions made so far, one for each set of columns that have nulls: what `explain("codegen")` prints. */
  sources(): string[] {
    if (this.variants.size === 0) return ['// generated when the first batch arrives'];
    return [...this.variants.values()].map(({ source }) => `(${STAGE_PARAMETERS.join(', ')}) => {\n${source}\n}`);
  }

  /** 64-bit time columns as doubles, where that is exact. */
  private floatColumns(batch: RecordBatch): (Float64Array | null)[] {
    return batch.columns.map((column, i) => {
      if (column.layout !== 'i64' || !isTime(this.input[i]!)) return null;
      let scratch = this.scratch.get(i);
      if (scratch === undefined || scratch.length < batch.length) {
        scratch = new Float64Array(Math.max(1024, batch.length));
        this.scratch.set(i, scratch);
      }
      return floatView(column.data, batch.length, scratch);
    });
  }

  private variantFor(batch: RecordBatch, floats: readonly (Float64Array | null)[], interner: Interner): Variant {
    const key = batch.columns.map((column, i) => shapeOf(column, interner) + (floats[i] === null ? '' : 'd')).join();
    let variant = this.variants.get(key);
    if (variant === undefined) {
      variant = this.compile(batch, floats, interner);
      this.variants.set(key, variant);
    }
    return variant;
  }

  private compile(batch: RecordBatch, floats: readonly (Float64Array | null)[], interner: Interner): Variant {
    const g = new CodeContext(generateExpression);
    this.input.forEach((attribute, i) => {
      g.define(
        attribute.id,
        readColumn(g, `B.columns[${i}]`, batch.columns[i]!, floats[i] === null ? null : `D[${i}]`, interner),
      );
    });
    const { before, row, after } = this.chain(g);
    const failed = g.constant((error: unknown, place: number, at: number, rows: RecordBatch) =>
      rowFailure(error, this.origins[place], rows, at),
    );
    const source = [
      '"use strict";',
      'const n = B.length;',
      g.prologueText(),
      before,
      'let at = 0, place = 0;',
      'try {',
      'for (let i = 0; i < n; i++) {',
      'at = i;',
      g.rowText(),
      row,
      '}',
      `} catch (error) { throw ${failed}(error, place, at, B); }`,
      after,
    ].join('\n');
    const run = generatedFunction<Variant['run']>(STAGE_PARAMETERS, source);
    return { source, constants: g.constants, run };
  }

  /** A stage that one line asked for need not remember which. */
  private changesPlace(index: number): boolean {
    return new Set(this.origins).size > 1 && (index === 0 || this.origins[index] !== this.origins[index - 1]);
  }

  private chain(g: CodeContext): { before: string; row: string; after: string } {
    const before: string[] = [];
    const after: string[] = [];
    const build = (index: number): string => {
      const step = this.steps[index];
      const marked = (code: string): string => (this.changesPlace(index) ? `place = ${index};\n${code}` : code);
      if (step !== undefined) return marked(generateStep(step, g, { before, after }, () => build(index + 1)));
      const end = this.terminal.generate(g);
      before.push(end.before);
      after.push(end.after);
      return marked(end.row);
    };
    const row = build(0);
    return { before: before.join('\n'), row, after: after.join('\n') };
  }
}

interface Variant {
  readonly source: string;
  readonly constants: unknown[];
  readonly run: StageFunction;
}

const isTime = (a: Attribute): boolean => a.type.kind === 'timestamp' || a.type.kind === 'timestamp_ntz';

/** What of a column decides its code: which parts can be null (without nulls there is no null test), and where texts lie. */
function shapeOf(vector: Vector, interner: Interner): string {
  const own = vector.valid === null ? 'v' : 'n';
  if (vector.layout === 'struct') return `${own}(${vector.children.map((child) => shapeOf(child, interner)).join()})`;
  if (!isTextVector(vector)) return own;
  return own + (vector.texts === interner ? 'i' : 't') + (vector.texts.repeats ? 'r' : '');
}

/** The code that reads row `i` of a column; `path` is where the vector is found in the batch. */
function readColumn(
  g: CodeContext,
  path: string,
  vector: Vector,
  floats: string | null,
  interner: Interner,
): ExpressionCode {
  let isNull = 'false';
  if (vector.valid !== null) {
    const valid = g.fresh('n');
    g.once(`const ${valid} = ${path}.valid;`);
    isNull = `(${valid}[i] === 0)`;
  }
  if (vector.layout === 'struct') {
    const fields = vector.children.map((child, k) => readColumn(g, `${path}.children[${k}]`, child, null, interner));
    return structCode(isNull, fields);
  }
  const data = g.fresh('c');
  g.once(`const ${data} = ${path}.data;`);
  switch (vector.layout) {
    case 'bool':
      return { code: '', isNull, value: `(${data}[i] === 1)` };
    case 'string':
    case 'binary':
      return readText(g, path, `${data}[i]`, isNull, vector, interner);
    default: {
      if (floats === null) return { code: '', isNull, value: `${data}[i]` };
      const float = g.fresh('d');
      g.once(`const ${float} = ${floats};`);
      return { code: '', isNull, value: `${data}[i]`, float: `${float}[i]` };
    }
  }
}

function readText(
  g: CodeContext,
  path: string,
  id: string,
  isNull: string,
  { texts: held, layout }: TextVector,
  interner: Interner,
): ExpressionCode {
  const texts = g.fresh('x');
  g.once(`const ${texts} = ${path}.texts;`);
  const text = { texts, id, repeats: held.repeats };
  // The interner's arrays are others after it grew, which happens while rows are read.
  if (layout === 'string' && held === interner) {
    const bytes = { arena: 'I.arena', start: `I.starts[${id}]`, end: `I.ends[${id}]` };
    return { code: '', isNull, value: `I.text(${id})`, id, bytes, text };
  }
  const [arena, starts, ends, kept] = [g.fresh('a'), g.fresh('s'), g.fresh('e'), g.fresh('v')];
  g.once(`const ${arena} = ${texts}.arena, ${starts} = ${texts}.starts, ${ends} = ${texts}.ends; let ${kept};`);
  g.eachRow(`${kept} = undefined;`);
  const bytes = { arena, start: `${starts}[${id}]`, end: `${ends}[${id}]` };
  const read = layout === 'string' ? `${texts}.text(${id})` : `${texts}.bytesOf(${id}).slice()`;
  return { code: '', isNull, value: `(${kept} ??= ${read})`, bytes, text, kept: true };
}
