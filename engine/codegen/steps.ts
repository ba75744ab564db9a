import type { CodeContext, ExpressionCode } from './code-context.ts';
import type { Step } from './step.ts';
import { isDeterministic, type TypedExpression } from '../expressions/typed.ts';
import { generatorStep } from './generator-step.ts';
import { repeatedCode } from './repeated-expressions.ts';
import { rowText } from './row-failure.ts';
import { structCode } from './struct-code.ts';

/** Rows of a batch that are kept as examples: so many late ones, and as many of the first. */
const EXAMPLES = 100;

interface Around {
  /** Statements before the row loop. */
  readonly before: string[];
  /** Statements after it. */
  readonly after: string[];
}

/** The statements of one step for the current row; `rest` gives the statements of the steps that follow. */
export function generateStep(step: Step, g: CodeContext, around: Around, rest: () => string): string {
  switch (step.step) {
    case 'filter': {
      const { code, isNull, value } = g.expression(step.condition);
      const holds = isNull === 'false' ? value : isNull === 'true' ? 'false' : `!${isNull} && ${value}`;
      return `${code}\nif (${holds}) {\n${rest()}\n}`;
    }
    case 'project': {
      const repeated = repeatedCode(
        step.columns.map((c) => c.expression),
        g,
      );
      const statements = step.columns.map(({ attribute, expression }) => {
        const made = g.expression(expression);
        const kept =
          expression.node === 'column' || made.id !== undefined || made.fields !== undefined ? made : g.bound(made);
        if (isWorthKeeping(expression)) g.know(expression, kept);
        return { id: attribute.id, code: kept.code, column: { ...kept, code: '' } };
      });
      for (const { id, column } of statements) g.define(id, column);
      return `${repeated}\n${statements.map((s) => s.code).join('\n')}\n${rest()}`;
    }
    case 'window':
      return windowStep(step, g, around, rest);
    case 'generate':
      return generatorStep(step, g, rest);
    case 'watermark':
      return watermarkStep(step, g, around, rest);
  }
}

/** Whether a later step may ask for the same again. */
const isWorthKeeping = (e: TypedExpression): boolean => (e.node === 'call' || e.node === 'cast') && isDeterministic(e);

/** The time as an exact double: window arithmetic on doubles is ten times cheaper than on bigints. */
const asFloat = (code: ExpressionCode): string => code.float ?? `Number(${code.value})`;

/**
 * Windows are counted from the epoch in UTC; a window holds [start, end). Rows come nearly in order of time, so the last
 * window is remembered and the division is skipped while rows stay inside it.
 */
function windowStep(step: Step & { step: 'window' }, g: CodeContext, around: Around, rest: () => string): string {
  const size = Number(step.durations.size);
  const slide = Number(step.durations.slide);
  const start = Number(step.durations.start);
  const time = g.bound(g.expression(step.time));
  const [t, low, high, from] = [g.fresh('t'), g.fresh('w'), g.fresh('w'), g.fresh('w')];
  const [startBig, endBig, keptFor] = [g.fresh('w'), g.fresh('w'), g.fresh('w')];
  around.before.push(`let ${low} = NaN, ${high} = NaN, ${keptFor} = NaN, ${startBig} = 0n, ${endBig} = 0n;`);
  const bound = (value: string, float: string): ExpressionCode => ({ code: '', isNull: 'false', value, float });
  g.define(step.output.id, structCode('false', [bound(startBig, from), bound(endBig, `(${from} + ${size})`)]));
  const big = `if (${from} !== ${keptFor}) { ${keptFor} = ${from}; ${startBig} = BigInt(${from}); ${endBig} = ${startBig} + ${size}n; }`;
  const find = `if (!(${t} >= ${low} && ${t} < ${high})) { ${low} = Math.floor((${t} - ${start}) / ${slide}) * ${slide} + ${start}; ${high} = ${low} + ${slide}; }`;
  const open = time.isNull === 'false' ? '{' : `if (!${time.isNull}) {`;
  if (size === slide) {
    return `${time.code}\n${open}\nconst ${t} = ${asFloat(time)};\n${find}\nconst ${from} = ${low};\n${big}\n${rest()}\n}`;
  }
  const loop = `for (let ${from} = ${low}; ${from} + ${size} > ${t}; ${from} -= ${slide}) {`;
  return `${time.code}\n${open}\nconst ${t} = ${asFloat(time)};\n${find}\n${loop}\n${big}\n${rest()}\n}\n}`;
}

function watermarkStep(step: Step & { step: 'watermark' }, g: CodeContext, around: Around, rest: () => string): string {
  const time = g.bound(g.column({ node: 'column', ...step.column }));
  const [min, max, sum, count, late] = [g.fresh('e'), g.fresh('e'), g.fresh('e'), g.fresh('e'), g.fresh('e')];
  const stats = g.fresh('e');
  around.before.push(
    `const ${stats} = X.watermarks[${step.slot}]; let ${min} = ${stats}.min, ${max} = ${stats}.max, ${sum} = ${stats}.sum, ${count} = ${stats}.count, ${late} = ${stats}.late; const ${late}w = X.lateMicros;`,
  );
  around.after.push(
    `${stats}.min = ${min}; ${stats}.max = ${max}; ${stats}.sum = ${sum}; ${stats}.count = ${count}; ${stats}.late = ${late};`,
  );
  const t = g.fresh('t');
  const example = g.fresh('e');
  g.define(step.example.id, { code: '', isNull: 'false', value: example });
  const pick = `${example} = ${stats}.examples.push(${t}) - 1;`;
  const seen = `const ${t} = ${asFloat(time)}; if (${t} < ${min}) ${min} = ${t}; if (${t} > ${max}) { ${max} = ${t}; if (${t} > X.farMicros) ${stats}.far = { micros: ${t}, row: ${g.constant(rowText)}(B, i) }; } ${sum} += ${t}; ${count}++; if (${t} <= ${late}w) { if (++${late} <= ${EXAMPLES}) ${pick} } else if (${count} <= ${EXAMPLES}) ${pick}`;
  const watched = time.isNull === 'false' ? `{ ${seen} }` : `if (!${time.isNull}) { ${seen} }`;
  return `${time.code}\nlet ${example} = -1;\n${watched}\n${rest()}`;
}
