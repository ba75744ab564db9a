import type { Expression } from '../../expressions/expression.ts';
import { STRING } from '../../types/data-type.ts';
import { didYouMean } from '../../types/nearest-names.ts';
import { isColumn, literalOf } from '../column.ts';
import {
  literalFrom,
  lost,
  memberOf,
  valueAround,
  written,
  type ProgramValue,
  type Surroundings,
} from './program-values.ts';
import { refuse } from './refuse.ts';
import type { Arrow, ObjectEntry, Syntax } from './syntax.ts';

/** What a part of a lambda stands for. */
type Meaning =
  | { readonly kind: 'row' }
  | { readonly kind: 'column'; readonly expression: Expression }
  /** Known when the lambda is translated. */
  | ProgramValue;

/** A table that knows no names of Object.prototype. */
const table = (entries: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(entries));

const BINARY = table({
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
});

/** Methods of texts and their functions. */
const METHODS = table({
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
});

const MATH = table({
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
});

/** Words that JavaScript itself gives a meaning. */
const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['undefined', null],
  ['NaN', NaN],
  ['Infinity', Infinity],
]);

/** What a lambda over a row chooses: `...row` in front adds to the row's columns, or takes their places. */
export interface LambdaColumns {
  readonly besideRow: boolean;
  /** Without a name: a lambda that gives one value. */
  readonly columns: readonly { readonly name?: string; readonly expression: Expression }[];
}

/** Translates a lambda's body into an expression with SQL's rules for nulls. */
export class LambdaTranslator {
  private readonly source: string;
  private readonly around: Surroundings;
  /** Every function of Millrace by its name. */
  private readonly functions: Readonly<Record<string, unknown>>;
  private readonly names = new Map<string, Meaning>();

  constructor(
    source: string,
    arrow: Arrow,
    parameters: Readonly<Record<string, unknown>> | undefined,
    around: Surroundings,
    functions: Readonly<Record<string, unknown>>,
  ) {
    this.source = source;
    this.around = around;
    this.functions = functions;
    const [row, given] = arrow.parameters;
    if (row?.kind === 'name') this.names.set(row.name, { kind: 'row' });
    for (const { field, name } of row?.kind === 'pattern' ? row.fields : []) {
      this.names.set(name, { kind: 'column', expression: columnOf(field) });
    }
    const values: ProgramValue = { kind: 'value', value: parameters ?? {}, path: 'what is passed beside the lambda' };
    if (given?.kind === 'name') this.names.set(given.name, { ...values, path: given.name });
    for (const { field, name } of given?.kind === 'pattern' ? given.fields : []) {
      this.names.set(name, { ...memberOf(values, field, source), path: name });
    }
    for (const [name, value] of arrow.locals) this.names.set(name, this.meaning(value));
  }

  /** The columns of a lambda that gives an object: `o => ({ id: o.id })`. */
  columns(body: Syntax): LambdaColumns {
    if (body.kind !== 'object') return { besideRow: false, columns: [{ expression: this.expression(body) }] };
    const [first, ...others] = body.entries;
    const besideRow = first !== undefined && first.name === undefined;
    if (besideRow && this.meaning(first.value).kind !== 'row') {
      return refuse(this.source, 'the spread of something else than the row', 'Name the fields one by one.');
    }
    const fields = this.fields(besideRow ? others : body.entries);
    return { besideRow, columns: fields.map(([name, expression]) => ({ name, expression })) };
  }

  /** As in JavaScript, a name that comes again takes the place of the first. */
  private fields(entries: readonly ObjectEntry[]): [name: string, value: Expression][] {
    const values = new Map<string, Expression>();
    for (const { name, value } of entries) {
      if (name === undefined) {
        return refuse(
          this.source,
          'a spread that does not stand first',
          'Write ...row first, or name the fields one by one.',
        );
      }
      values.set(name, this.expression(value));
    }
    return [...values];
  }

  expression(e: Syntax): Expression {
    return this.asExpression(this.meaning(e));
  }

  // A part of a lambda is looked at once: looked at again at each level, a deep one would take 2^n.
  private asExpression(meaning: Meaning): Expression {
    if (meaning.kind === 'column') return meaning.expression;
    if (meaning.kind === 'value') return literalFrom(meaning, this.source);
    return refuse(this.source, 'the row itself', 'Take a field of it: o.amount.');
  }

  private meaning(e: Syntax): Meaning {
    switch (e.kind) {
      case 'number':
        return written(numberOf(e.text));
      case 'string':
        return written(e.value);
      case 'name':
        return this.named(e.name);
      case 'member':
        return this.member(e);
      case 'unary':
        return this.unary(e);
      case 'binary':
        return this.binary(e);
      default:
        return column(this.computed(e));
    }
  }

  private named(name: string): Meaning {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    if (CONSTANTS.has(name)) return written(CONSTANTS.get(name));
    const value = valueAround(name, this.around, this.source);
    if (value !== null) return isColumn(value.value) ? column(value.value.expression) : value;
    if (this.around.names !== null || name in globalThis) {
      return refuse(
        this.source,
        `the name ${name}, which is JavaScript's own,`,
        'Put what you need of it into a variable.',
      );
    }
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
      if (property.kind !== 'value') {
        return refuse(this.source, 'a column chosen by data', 'Write the name: o.amount or o["x y"].');
      }
      if (property.value === undefined) throw lost(property, this.source);
      if (typeof property.value !== 'string' && typeof property.value !== 'number') {
        return refuse(this.source, `a column whose name is no text (${property.path ?? 'a value'})`, 'Use a text.');
      }
      return column(columnOf(String(property.value)));
    }
    if (object.kind === 'value' && property.kind === 'value') {
      if (property.value === undefined) throw lost(property, this.source);
      const value = memberOf(object, property.value, this.source);
      return isColumn(value.value) ? column(value.value.expression) : value;
    }
    const child = this.asExpression(object);
    if (e.property.kind === 'string' && e.property.value === 'length') return column(call('length', child));
    return column({ kind: 'extract', child, extraction: this.asExpression(property) });
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
      case 'conditional':
        return call('when', this.expression(e.test), this.expression(e.yes), this.expression(e.no));
      case 'array':
        return call('array', ...e.items.map((item) => this.expression(item)));
      case 'object':
        if (e.entries.some(({ name }) => name === undefined)) {
          return refuse(this.source, 'a spread inside a struct', 'Name the fields one by one.');
        }
        return call('named_struct', ...this.fields(e.entries).flatMap(([name, value]) => [literalOf(name), value]));
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

  private unary(e: Syntax & { kind: 'unary' }): Meaning {
    const operand = this.meaning(e.operand);
    if (e.operator === '-' && operand.kind === 'value') {
      const { value } = operand;
      if (typeof value === 'number' || typeof value === 'bigint') return { ...operand, value: -value };
    }
    const expression = this.asExpression(operand);
    if (e.operator === '!') return column(call('not', expression));
    if (e.operator === '+') return operand;
    if (e.operator === '-') return column(call('negative', expression));
    return refuse(this.source, e.operator, 'Use the function typeof(column) instead.');
  }

  private binary(e: Syntax & { kind: 'binary' }): Meaning {
    const { operator } = e;
    const [left, right] = [this.meaning(e.left), this.meaning(e.right)];
    if (/^[=!]==?$/.test(operator)) return this.equality(operator.startsWith('!'), left, right);
    // as in JavaScript: whoever writes `??` says what stands in for a value that is not there
    if (operator === '??' && left.kind === 'value' && isNothing(left)) return right;
    const sides = [this.asExpression(left), this.asExpression(right)];
    if (operator === '+') return column({ kind: 'function', name: '+', args: sides, joinsText: true });
    const name = BINARY.get(operator);
    if (name === undefined) return refuse(this.source, `the operator ${operator}`, 'Use a function instead.');
    return column(call(name, ...sides));
  }

  private equality(negated: boolean, left: Meaning, right: Meaning): Meaning {
    const other = isNullWord(left) ? right : isNullWord(right) ? left : null;
    if (other?.kind === 'value') return written(isNothing(other) !== negated);
    if (other !== null) return column(call(negated ? 'isNotNull' : 'isNull', this.asExpression(other)));
    const equal = call('==', this.asExpression(left), this.asExpression(right));
    return column(negated ? call('not', equal) : equal);
  }

  private called(e: Syntax & { kind: 'call' }): Expression {
    const args = (): Expression[] => e.args.map((arg) => this.expression(arg));
    const { callee } = e;
    if (callee.kind === 'name') {
      const name = this.functionOf(callee.name);
      if (name !== null) return call(name, ...args());
      const hidden = Object.hasOwn(this.functions, callee.name) ? ', which is not the function of Millrace here,' : '';
      return refuse(
        this.source,
        `the call of ${callee.name}${hidden}`,
        "Call one of Spark's functions, or a method of texts or Math.",
      );
    }
    if (callee.kind !== 'member' || callee.property.kind !== 'string') {
      return refuse(this.source, 'this call', "Call one of Spark's functions, or a method of texts or Math.");
    }
    const method = callee.property.value;
    const { object } = callee;
    const owner = object.kind === 'name' && !this.names.has(object.name) ? object.name : null;
    if (owner === 'Math') {
      const name = MATH.get(method);
      if (name !== undefined) return call(name, ...args());
      return refuse(this.source, `the method Math.${method}`, `Math has ${[...MATH.keys()].join(', ')} here.`);
    }
    if (owner === 'F') {
      if (Object.hasOwn(this.functions, method)) return call(method, ...args());
      return refuse(this.source, `the function F.${method}`, didYouMean(method, Object.keys(this.functions)));
    }
    const on = this.meaning(object);
    const items = method === 'includes' ? this.itemsOf(object, on) : null;
    if (items !== null) return call('in', ...args(), ...items);
    const name = METHODS.get(method);
    if (name !== undefined) return call(name, this.asExpression(on), ...args());
    return refuse(this.source, `the method ${method}`, `Texts have ${[...METHODS.keys()].join(', ')} here.`);
  }

  /** The function of Millrace that a name means where it is called; null when it means something of the user's. */
  private functionOf(name: string): string | null {
    if (this.names.has(name)) return null;
    const own = this.around.read(name)?.value;
    if (typeof own === 'function')
      return Object.keys(this.functions).find((each) => this.functions[each] === own) ?? null;
    // most functions are not preloaded in a notebook and yet have their names here
    const declared = this.around.names?.includes(name) === true;
    return !declared && Object.hasOwn(this.functions, name) ? name : null;
  }

  /** The items of an array that stands in the lambda or comes from around it. */
  private itemsOf(object: Syntax, meaning: Meaning): Expression[] | null {
    if (object.kind === 'array') return object.items.map((item) => this.expression(item));
    if (meaning.kind !== 'value' || !Array.isArray(meaning.value)) return null;
    literalFrom(meaning, this.source);
    return meaning.value.map((item: unknown) => literalOf(item));
  }
}

const column = (expression: Expression): Meaning => ({ kind: 'column', expression });

const call = (name: string, ...args: Expression[]): Expression => ({ kind: 'function', name, args });

const columnOf = (name: string): Expression => ({ kind: 'attribute', name: `\`${name.replaceAll('`', '``')}\`` });

const isNothing = ({ value }: ProgramValue): boolean => value === null || value === undefined;

/** `null` or `undefined`, as it is written, or a variable that holds null. */
const isNullWord = (meaning: Meaning): boolean => meaning.kind === 'value' && meaning.value === null;

function numberOf(text: string): number | bigint {
  const plain = text.replaceAll('_', '');
  return plain.endsWith('n') ? BigInt(plain.slice(0, -1)) : Number(plain);
}
