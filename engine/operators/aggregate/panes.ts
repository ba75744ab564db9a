import type { Step } from '../../codegen/step.ts';
import {
  referencedColumns,
  type AggregateExpression,
  type Attribute,
  type TypedExpression,
} from '../../expressions/typed.ts';

/** Sliding windows cut into panes, so that a row is folded once and not once for each window that holds it. */
export interface Panes {
  /** The steps, with each row in its pane in place of its windows. */
  readonly steps: readonly Step[];
  /** Starts of the windows that hold the pane at a start, the latest first, microseconds. */
  readonly windowsOf: (pane: number) => readonly number[];
  /** Width of a window, microseconds. */
  readonly size: number;
}

/** Multiples of so many microseconds are exact as doubles until the last year that a timestamp can have: 2^53 * 32 > its end. */
const EXACT_TO_9999 = 32n;

/** The panes of the windows that rows are grouped by, or null when they would change the answer or save nothing. */
export function panesOf(
  steps: readonly Step[],
  window: Attribute,
  keys: readonly Attribute[],
  aggregates: readonly AggregateExpression[],
): Panes | null {
  const at = steps.findIndex((step) => step.step === 'window');
  const step = steps[at];
  if (step?.step !== 'window' || aggregates.some(({ code }) => code.anyOrder !== true)) return null;
  const { size, slide, start } = step.durations;
  if (size < slide * 2n) return null;
  if (!staysWhole(step.output.id, steps.slice(at + 1), window, keys, aggregates)) return null;
  const width = greatestDivisor(size, slide);
  if (width % EXACT_TO_9999 !== 0n || start % EXACT_TO_9999 !== 0n) return null;
  const pane: Step = { ...step, durations: { size: width, slide: width, start } };
  const [from, by, length] = [Number(start), Number(slide), Number(size)];
  return {
    steps: [...steps.slice(0, at), pane, ...steps.slice(at + 1)],
    size: length,
    windowsOf: (time) => {
      const starts: number[] = [];
      for (let s = Math.floor((time - from) / by) * by + from; s + length > time; s -= by) starts.push(s);
      return starts;
    },
  };
}

/** Whether nothing but the grouping looks at the window. */
function staysWhole(
  id: number,
  after: readonly Step[],
  window: Attribute,
  keys: readonly Attribute[],
  aggregates: readonly AggregateExpression[],
): boolean {
  const names = new Set([id]);
  const reads = (e: TypedExpression): boolean => [...referencedColumns(e)].some((column) => names.has(column));
  for (const step of after) {
    // Rows that were joined apart come with their windows.
    if (step.step === 'window' || step.step === 'lookup') return false;
    if (step.step === 'watermark' && names.has(step.column.id)) return false;
    if (step.step === 'filter' && reads(step.condition)) return false;
    if (step.step === 'generate' && step.generator.args.some(reads)) return false;
    if (step.step !== 'project') continue;
    for (const { attribute, expression } of step.columns) {
      if (!reads(expression)) continue;
      if (expression.node !== 'column') return false;
      names.add(attribute.id);
    }
  }
  const others = keys.filter((key) => key.id !== window.id);
  return names.has(window.id) && !others.some((key) => names.has(key.id)) && !aggregates.some(reads);
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestDivisor(b, a % b);
}
