import { quoteIfNeeded, sqlName, type DataType } from '../types/data-type.ts';
import { scalarToText } from '../types/to-text.ts';
import type { Pretty, TypedExpression } from './typed.ts';

/** An expression as Spark names a column after it: implicit casts left out, literals as plain text. */
export function prettySql(e: TypedExpression, zone = 'UTC'): string {
  switch (e.node) {
    case 'literal':
      return prettyLiteral(e.value, e.type, zone);
    case 'column':
      return e.name;
    case 'field':
      return `${prettySql(e.child, zone)}.${e.name}`;
    case 'cast':
      if (e.implicit === true) return prettySql(e.child, zone);
      return `${e.mode === 'try' ? 'TRY_CAST' : 'CAST'}(${prettySql(e.child, zone)} AS ${sqlName(e.type)})`;
    case 'lambda': {
      const names = e.parameters.map(() => 'namedlambdavariable()');
      return `lambdafunction(${[prettySql(e.body, zone), ...names].join(', ')})`;
    }
    case 'aggregate': {
      const text = e.pretty === undefined ? call(e.name, e.args, zone, e.distinct) : shownAs(e.pretty, e.args);
      return e.filter === null ? text : `${text} FILTER (WHERE ${prettySql(e.filter, zone)})`;
    }
    case 'call':
    case 'generator':
      return e.pretty === undefined ? call(e.name, e.args, zone) : shownAs(e.pretty, e.args);
  }
}

const shownAs = (pretty: Pretty, args: readonly TypedExpression[]): string =>
  typeof pretty === 'function' ? pretty(args) : pretty;

const call = (name: string, args: readonly TypedExpression[], zone: string, distinct = false): string =>
  `${name}(${distinct ? 'DISTINCT ' : ''}${args.map((arg) => prettySql(arg, zone)).join(', ')})`;

function prettyLiteral(value: unknown, type: DataType, zone: string): string {
  if (value === null) return 'NULL';
  switch (type.kind) {
    case 'date':
      return `DATE '${scalarToText(value, type, zone)}'`;
    case 'timestamp':
      return `TIMESTAMP '${scalarToText(value, type, zone)}'`;
    case 'timestamp_ntz':
      return `TIMESTAMP_NTZ '${scalarToText(value, type, zone)}'`;
    case 'time':
      return `TIME '${scalarToText(value, type, zone)}'`;
    case 'binary':
      return `X'${Array.from(value as Uint8Array, (b) => b.toString(16).toUpperCase().padStart(2, '0')).join('')}'`;
    case 'calendar_interval':
      return `INTERVAL '${scalarToText(value, type, zone)}'`;
    case 'array':
      return `array(${(value as unknown[]).map((v) => prettyLiteral(v, type.element, zone)).join(', ')})`;
    case 'struct': {
      const parts = type.fields.map((f, i) => `${f.name}, ${prettyLiteral((value as unknown[])[i], f.type, zone)}`);
      return `named_struct(${parts.join(', ')})`;
    }
    default:
      return scalarToText(value, type, zone)!;
  }
}

export { quoteIfNeeded };
