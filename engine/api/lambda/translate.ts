import type { Expression } from '../../expressions/expression.ts';
import { STRING } from '../../types/data-type.ts';
import { expressionOf, literalOf } from '../column.ts';
import { refuse } from './refuse.ts';
import type { Arrow, Syntax } from './syntax.ts';

/** What a name in a lambda stands for. */
type Meaning =
  | { readonly kind: 'row' }
  | { readonly kind: 'column'; readonly expression: Expression }
  /** A value of the program, known when the lambda is translated. */
  | { readonly kind: 'value'; readonly value: unknown };

/** Looks up a name that the lambda does not declare. */
export type Capture = (name: string) => { readonly value: unknown } | undefined;

const BINARY: Readonly<Record<string, string>> = {
  '-': '-',
  '*': '*',
  '/': '/',
  '%': '%',
  '**': 'power',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '&&': 'and',
  '||': 'or',
  '??': 'coalesce',
};

/** Methods of texts and their functions. */
const METHODS: Readonly<Record<string, string>> = {
  toUpperCase: 'upper',
  toLowerCase: 'lower',
  trim: 'trim',
  trimStart: 'ltrim',
  trimEnd: 'rtrim',
  startsWith: 'startswith',
  endsWith: 'endswith',
  includes: 'contains',
  replaceAll: 'replace',
  repeat: 'repeat',
};

const MATH: Readonly<Record<string, string>> = {
  abs: 'abs',
  floor: 'floor',
  ceil: 'ceil',
  round: 'round',
  sqrt: 'sqrt',
  pow: 'power',
  exp: 'exp',
  log: 'ln',
  log10: 'log10',
  sign: 'signum',
  min: 'least',
  max: 'greatest',
};

/** Translates a lambda's body into an expression with SQL's rules for nulls. */
export class LambdaTranslator {
  private readonly source: string;
  private readonly capture: Capture;
  private readonly functions: ReadonlySet<string>;
  private readonly names = new Map<string, Meaning>();

  constructor(
    source: string,
    arrow: Arrow,
    parameters: Readonly<Record<string, unknown>> | undefined,
    capture: Capture,
    functions: ReadonlySet<string>,
  ) {
    this.source = source;
    this.capture = capture;
    this.functions = functions;
    const [row, given] = arrow.parameters;
    if (row?.kind === 'name') this.names.set(row.name, { kind: 'row' });
    for (const { field, name } of row?.kind === 'pattern' ? row.fields : []) {
      this.names.set(name, { kind: 'column', expression: columnOf(field) });
    }
    if (given?.kind === 'name') this.names.set(given.name, { kind: 'value', value: parameters ?? {} });
    for (const { field, name } of given?.kind === 'pattern' ? given.fields : []) {
      this.names.set(name, { kind: 'value', value: parameters?.[field] });
    }
    for (const [name, value] of arrow.locals) this.names.set(name, this.meaning(value));
  }

  /** The fields of a lambda that gives an object: `o => ({ id: o.id })`. */
  columns(body: Syntax): Expression[] {
    if (body.kind !== 'object') return [this.expression(body)];
    const spread = body.spreads.map((s): Expression => {
      if (this.meaning(s).kind === 'row') return { kind: 'star' };
      return refuse(this.source, 'the spread of something else than the row', 'Name the fields one by one.');
    });
    return [
      ...spread,
      ...body.fields.map(([name, value]): Expression => ({
        kind: 'alias',
        child: this.expression(value),
        names: [name],
      })),
    ];
  }

  expression(e: Syntax): Expression {
    const meaning = this.meaning(e);
    if (meaning.kind === 'column') return meaning.expression;
    if (meaning.kind === 'value') return expressionOf(meaning.value);
    return refuse(this.source, 'the row itself', 'Take a field of it: o.amount.');
  }

  private meaning(e: Syntax): Meaning {
    switch (e.kind) {
      case 'number':
        return { kind: 'value', value: numberOf(e.text) };
      case 'string':
        return { kind: 'value', value: e.value };
      case 'name':
        return this.named(e.name);
      case 'member':
        return this.member(e);
      default:
        return { kind: 'column', expression: this.computed(e) };
    }
  }

  private named(name: string): Meaning {
    if (name === 'true' || name === 'false') return { kind: 'value', value: name === 'true' };
    if (name === 'null' || name === 'undefined') return { kind: 'value', value: null };
    if (name === 'NaN' || name === 'Infinity') return { kind: 'value', value: Number(name) };
    const known = this.names.get(name);
    if (known !== undefined) return known;
    const captured = this.capture(name);
    if (captured !== undefined) return { kind: 'value', value: captured.value };
    return refuse(
      this.source,
      `the name ${name}, whose value a program cannot see from outside the lambda,`,
      `Pass it beside the lambda: df.filter((o, p) => ... p.${name} ..., { ${name} }).`,
    );
  }

  private member(e: Syntax & { kind: 'member' }): Meaning {
    const property = this.meaning(e.property);
    const object = this.meaning(e.object);
    if (object.kind === 'row') {
      if (property.kind === 'value') return { kind: 'column', expression: columnOf(String(property.value)) };
      return refuse(this.source, 'a column chosen by data', 'Write the name: o.amount or o["x y"].');
    }
    if (object.kind === 'value' && property.kind === 'value') {
      return { kind: 'value', value: (object.value as Record<PropertyKey, unknown>)[property.value as PropertyKey] };
    }
    if (e.property.kind === 'string' && e.property.value === 'length') {
      return { kind: 'column', expression: call('length', this.expression(e.object)) };
    }
    const extraction = this.expression(e.property);
    return { kind: 'column', expression: { kind: 'extract', child: this.expression(e.object), extraction } };
  }

  private computed(e: Syntax): Expression {
    switch (e.kind) {
      case 'template': {
        const parts = e.parts.flatMap((part, i): Expression[] => {
          const text: Expression[] = part === '' ? [] : [literalOf(part)];
          const hole = e.holes[i];
          return hole === undefined ? text : [...text, this.text(this.expression(hole))];
        });
        return parts.length === 0 ? literalOf('') : call('concat', ...parts);
      }
      case 'unary':
        return this.unary(e);
      case 'binary':
        return this.binary(e);
      case 'conditional':
        return call('when', this.expression(e.test), this.expression(e.yes), this.expression(e.no));
      case 'array':
        return call('array', ...e.items.map((item) => this.expression(item)));
      case 'object':
        if (e.spreads.length > 0) return refuse(this.source, 'a spread inside a struct', 'Name the fields one by one.');
        return call('named_struct', ...e.fields.flatMap(([name, value]) => [literalOf(name), this.expression(value)]));
      case 'call':
        return this.called(e);
      default:
        return refuse(this.source, 'this expression', 'Use col(...) and functions instead.');
    }
  }

  private text(e: Expression): Expression {
    return e.kind === 'literal' && e.type.kind === 'string'
      ? e
      : { kind: 'cast', child: e, type: STRING, mode: 'ansi' };
  }

  private unary(e: Syntax & { kind: 'unary' }): Expression {
    const operand = this.expression(e.operand);
    if (e.operator === '!') return call('not', operand);
    if (e.operator === '+') return operand;
    if (e.operator === '-') {
      const value = this.meaning(e.operand);
      if (value.kind === 'value' && typeof value.value === 'number') return literalOf(-value.value);
      return call('negative', operand);
    }
    return refuse(this.source, e.operator, 'Use the function typeof(column) instead.');
  }

  private binary(e: Syntax & { kind: 'binary' }): Expression {
    const { operator } = e;
    const equality = operator.startsWith('==') || operator.startsWith('!=');
    if (equality) {
      const negated = operator.startsWith('!');
      const [left, right] = [this.meaning(e.left), this.meaning(e.right)];
      if (isNull(left)) return call(negated ? 'isNotNull' : 'isNull', this.expression(e.right));
      if (isNull(right)) return call(negated ? 'isNotNull' : 'isNull', this.expression(e.left));
      const equal = call('==', this.expression(e.left), this.expression(e.right));
      return negated ? call('not', equal) : equal;
    }
    const [left, right] = [this.expression(e.left), this.expression(e.right)];
    if (operator === '+') return { kind: 'function', name: '+', args: [left, right], joinsText: true };
    const name = BINARY[operator];
    if (name === undefined) return refuse(this.source, `the operator ${operator}`, 'Use a function instead.');
    return call(name, left, right);
  }

  private called(e: Syntax & { kind: 'call' }): Expression {
    const args = (): Expression[] => e.args.map((arg) => this.expression(arg));
    const { callee } = e;
    if (callee.kind === 'name') {
      if (this.functions.has(callee.name)) return call(callee.name, ...args());
      return refuse(
        this.source,
        `the call of ${callee.name}`,
        "Call one of Spark's functions, or a method of texts or Math.",
      );
    }
    if (callee.kind !== 'member' || callee.property.kind !== 'string') {
      return refuse(this.source, 'this call', "Call one of Spark's functions, or a method of texts or Math.");
    }
    const method = callee.property.value;
    const { object } = callee;
    if (object.kind === 'name' && object.name === 'Math' && MATH[method] !== undefined)
      return call(MATH[method], ...args());
    if (object.kind === 'name' && object.name === 'F' && this.functions.has(method)) return call(method, ...args());
    if (METHODS[method] !== undefined) return call(METHODS[method], this.expression(object), ...args());
    return refuse(this.source, `the method ${method}`, `Texts have ${Object.keys(METHODS).join(', ')} here.`);
  }
}

const call = (name: string, ...args: Expression[]): Expression => ({ kind: 'function', name, args });

const columnOf = (name: string): Expression => ({ kind: 'attribute', name: `\`${name.replaceAll('`', '``')}\`` });

const isNull = (meaning: Meaning): boolean => meaning.kind === 'value' && meaning.value === null;

function numberOf(text: string): number | bigint {
  const plain = text.replaceAll('_', '');
  return plain.endsWith('n') ? BigInt(plain.slice(0, -1)) : Number(plain);
}
