import { setWhole } from '../types/int128.ts';
import type { CodeContext, ExpressionCode } from './code-context.ts';
import type { Step } from './step.ts';
import { isDeterministic, type TypedExpression } from '../expressions/typed.ts';
import { generatorStep } from './generator-step.ts';
import { settled } from './list-code.ts';
import { keptList } from './kept-list.ts';
import { repeatedCode } from './repeated-expressions.ts';
import { rowText } from './row-failure.ts';
import { structCode } from './struct-code.ts';
import { EXAMPLES } from './watermark-stats.ts';

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
        const kept = keptCode(expression, g);
        if (isWorthKeeping(expression)) g.know(expression, kept);
        return { id: attribute.id, code: kept.code, column: settled(kept) };
      });
      for (const { id, column } of statements) g.define(id, column);
      return `${repeated}\n${statements.map((s) => s.code).join('\n')}\n${rest()}`;
    }
    case 'window':
      return windowStep(step, g, around, rest);
    case 'generate':
      return generatorStep(step, g, rest);
    case 'lookup':
      return step.lookup.generate(g, rest);
    case 'watermark':
      return watermarkStep(step, g, around, rest);
  }
}

/** The code of a column that later steps may read as often as they like. */
function keptCode(e: TypedExpression, g: CodeContext): ExpressionCode {
  const isList = e.type.kind === 'array' || e.type.kind === 'map';
  if (
    isList &&
    e.node === 'call' &&
    e.code.form === 'generate' &&
    e.code.list !== undefined &&
    g.known(e) === undefined
  ) {
    return keptList(g.list(e), e.type, g);
  }
  const made = g.expression(e);
  return e.node === 'column' || made.id !== undefined || made.fields !== undefined ? made : g.bound(made);
}

/** Whether a later step may ask for the same again. */
const isWorthKeeping = (e: TypedExpression): boolean => (e.node === 'call' || e.node === 'cast') && isDeterministic(e);

/** The time as a double, exact within 2^53: window arithmetic on doubles is ten times cheaper than on bigints. */
const asFloat = (code: ExpressionCode): string => code.float ?? `Number(${code.value})`;

/** Up to this far from 1970, 142 years, times and what is computed of them are exact doubles. */
const EXACT = 2 ** 52;

/** The start of the last window that begins at or before a time. */
function windowStart(time: bigint, slide: bigint, start: bigint): bigint {
  const beyond = (time - start) % slide;
  return time - (beyond < 0n ? beyond + slide : beyond);
}

/**
 * Windows are counted from the epoch in UTC; a window holds [start, end). Rows come nearly in order of time, so the last
 * window is remembered and the division is skipped while rows stay inside it. Times that are no exact doubles are counted
 * from the start of their own window.
 */
function windowStep(step: Step & { step: 'window' }, g: CodeContext, around: Around, rest: () => string): string {
  const { durations } = step;
  const size = Number(durations.size);
  const slide = Number(durations.slide);
  const start = Number(durations.start);
  const time = g.bound(g.expression(step.time));
  const [t, low, high, from] = [g.fresh('t'), g.fresh('w'), g.fresh('w'), g.fresh('w')];
  const [keptFor, origin, originBig] = [g.fresh('w'), g.fresh('w'), g.fresh('w')];
  const [first, last] = [g.roomForLong(), g.roomForLong()];
  around.before.push(`let ${low} = NaN, ${high} = NaN, ${keptFor} = NaN, ${origin} = 0, ${originBig} = 0n;`);
  const bound = ({ long, words }: typeof first, float: string): ExpressionCode => ({
    code: '',
    isNull: 'false',
    value: long,
    float,
    halves: () => words,
    safe: true,
  });
  const absolute = `(${from} + ${origin})`;
  g.define(step.output.id, structCode('false', [bound(first, absolute), bound(last, `(${absolute} + ${size})`)]));
  const put = g.constant(setWhole);
  const exactly = `${put}(${first.words.array}, 0, ${from}); ${put}(${last.words.array}, 0, ${from} + ${size});`;
  const byBigints = `${first.long} = ${originBig} + BigInt(${from}); ${last.long} = ${first.long} + ${size}n;`;
  const kept = `if (${from} !== ${keptFor}) { ${keptFor} = ${from}; if (${origin} === 0) { ${exactly} } else { ${byBigints} } }`;
  const near = `if (${origin} !== 0) { ${origin} = 0; ${originBig} = 0n; ${keptFor} = NaN; } ${low} = Math.floor((${t} - ${start}) / ${slide}) * ${slide} + ${start}; ${high} = ${low} + ${slide};`;
  const far = `${originBig} = ${g.constant(windowStart)}(${time.value}, ${slide}n, ${start}n); ${origin} = Number(${originBig}); ${t} = Number(${time.value} - ${originBig}); ${low} = 0; ${high} = NaN; ${keptFor} = NaN;`;
  const find = `if (!(${t} >= ${low} && ${t} < ${high})) { if (${t} < ${EXACT} && ${t} > -${EXACT}) { ${near} } else { ${far} } }`;
  const open = time.isNull === 'false' ? '{' : `if (!${time.isNull}) {`;
  const found = `${time.code}\n${open}\nlet ${t} = ${asFloat(time)};\n${find}`;
  if (size === slide) return `${found}\nconst ${from} = ${low};\n${kept}\n${rest()}\n}`;
  const loop = `for (let ${from} = ${low}; ${from} + ${size} > ${t}; ${from} -= ${slide}) {`;
  return `${found}\n${loop}\n${kept}\n${rest()}\n}\n}`;
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
