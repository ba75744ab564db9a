import type { Interner } from '../columnar/interner.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import { generatedFunction } from '../types/generated-function.ts';
import type { Origin } from '../types/origin.ts';
import { CodeContext } from './code-context.ts';
import { floatsOf, floatsShape, type Floats, type FloatScratch } from './float-view.ts';
import { STAGE_PARAMETERS, type StageFunction, type StageRuntime } from './generated-runtime.ts';
import { generateExpression } from './generate-expression.ts';
import { readColumn, shapeOf, type RowPlace } from './read-column.ts';
import { rowFailure } from './row-failure.ts';
import type { Step } from './step.ts';
import { generateStep } from './steps.ts';

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
  private readonly scratch: FloatScratch = new Map();
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
    return steps.some(
      (s) =>
        s.step === 'generate' ||
        (s.step === 'lookup' && s.lookup.multiplies) ||
        (s.step === 'window' && s.durations.slide < s.durations.size),
    );
  }

  /** Runs all rows of a batch; the result is whatever the terminal returns. */
  run(batch: RecordBatch, runtime: StageRuntime): unknown {
    const from = this.begin();
    for (let i = from.step; i < this.steps.length; i++) {
      const step = this.steps[i]!;
      if (step.step === 'lookup') step.lookup.ready(runtime);
    }
    const floats = this.floatColumns(batch, from.input);
    const variant = this.variantFor(batch, floats, runtime.interner, from);
    return variant.run(batch, variant.constants, runtime.interner, runtime, this.terminal.target(batch), floats);
  }

  /** The functions made so far, one for each set of columns that have nulls: what `explain("codegen")` prints. */
  sources(): string[] {
    if (this.variants.size === 0) return ['// generated when the first batch arrives'];
    return [...this.variants.values()].map(({ source }) => `(${STAGE_PARAMETERS.join(', ')}) => {\n${source}\n}`);
  }

  /** Where the rows that come in begin: behind the last lookup that was made apart. */
  private begin(): Beginning {
    for (let i = this.steps.length - 1; i >= 0; i--) {
      const step = this.steps[i]!;
      if (step.step === 'lookup' && step.lookup.joined !== null) return { step: i + 1, input: step.lookup.joined };
    }
    return { step: 0, input: this.input };
  }

  /** 64-bit time columns as doubles, where that is exact. */
  private floatColumns(batch: RecordBatch, input: readonly Attribute[]): Floats[] {
    return input.map(({ type }, i) => floatsOf(batch.columns[i]!, type, batch.length, this.scratch, String(i)));
  }

  private variantFor(batch: RecordBatch, floats: readonly Floats[], interner: Interner, from: Beginning): Variant {
    const columns = floats.map((each, i) => shapeOf(batch.columns[i]!, interner) + floatsShape(each));
    const lookups = this.steps.slice(from.step).map((s) => (s.step === 'lookup' ? `|${s.lookup.shape()}` : ''));
    const key = `${columns.join()}${lookups.join('')}${from.step === 0 ? '' : `@${from.step}`}`;
    let variant = this.variants.get(key);
    if (variant === undefined) {
      variant = this.compile(batch, floats, interner, from);
      this.variants.set(key, variant);
    }
    return variant;
  }

  private compile(batch: RecordBatch, floats: readonly Floats[], interner: Interner, from: Beginning): Variant {
    const g = new CodeContext(generateExpression);
    from.input.forEach((attribute, i) => {
      g.define(
        attribute.id,
        readColumn(g, `B.columns[${i}]`, batch.columns[i]!, { path: `D[${i}]`, floats: floats[i]! }, interner, ROW),
      );
    });
    const { before, row, after } = this.chain(g, from.step);
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

  private chain(g: CodeContext, from: number): { before: string; row: string; after: string } {
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
    const row = build(from);
    return { before: before.join('\n'), row, after: after.join('\n') };
  }
}

const ROW: RowPlace = { row: 'i', eachRow: null, missing: null };

/** The first step that is done, and the columns of the rows that come to it. */
interface Beginning {
  readonly step: number;
  readonly input: readonly Attribute[];
}

interface Variant {
  readonly source: string;
  readonly constants: unknown[];
  readonly run: StageFunction;
}
