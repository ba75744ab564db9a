import { quoteIdentifier, sqlName, STRING, type DataType } from '../types/data-type.ts';
import { parseType } from '../types/ddl.ts';
import { AnalysisError } from '../types/errors.ts';
import { didYouMean, nearestNames } from '../types/nearest-names.ts';
import { nameParts, type ColumnScope } from './attribute-scope.ts';
import { explicitCast, implicitCast } from './casts/cast.ts';
import type { BindContext, Binder, BoundAggregate, FunctionDefinition, LambdaParameter } from './define-function.ts';
import { distinctAggregate } from './distinct-aggregate.ts';
import type { Expression, FunctionExpression } from './expression.ts';
import { isConstant } from './evaluate.ts';
import { extractValue } from './extract-value.ts';
import { findFunction, functionNames } from './functions/registry.ts';
import { prettySql } from './pretty-sql.ts';
import { userCall } from './user-call.ts';
import {
  freshColumnId,
  someExpression,
  type ColumnReference,
  type LambdaExpression,
  type CallExpression,
  type TypedExpression,
} from './typed.ts';

export { AttributeScope, type ColumnScope } from './attribute-scope.ts';

/** What binding needs to know of the session. */
export interface ExpressionContext {
  readonly timeZone: string;
  /** Reads SQL text (`expr("a + 1")`); the grammar lies above this folder. */
  readonly parse: (text: string, options: { readonly timeZone: string }) => Expression;
}

/** Resolves names, checks and coerces types: the typed expression of what the user wrote. */
export function bindExpression(e: Expression, scope: ColumnScope, context: ExpressionContext): TypedExpression {
  return new ExpressionBinder(scope, context).bind(e);
}

/** One output column of a select list. */
export interface NamedExpression {
  readonly name: string;
  readonly expression: TypedExpression;
  /** Names that the user gave to a generator's columns. */
  readonly names?: readonly string[];
}

/** Binds a select item; a star becomes several. */
export function bindNamed(e: Expression, scope: ColumnScope, context: ExpressionContext): NamedExpression[] {
  const item = e.kind === 'expression_string' ? parsed(e.text, context) : e;
  const binder = new ExpressionBinder(scope, context);
  if (item.kind === 'star') {
    return binder.star(item.target).map((expression) => ({ name: prettyName(expression), expression }));
  }
  const expression = binder.bind(item);
  const { names, isList = false } = item.kind === 'alias' ? item : {};
  if (names !== undefined && expression.node === 'generator') return [{ name: names[0]!, expression, names }];
  if (names !== undefined && (isList || names.length > 1)) {
    const shown = `Multi part aliasing (${names.join(', ')}) is not supported with ${prettySql(expression)}`;
    throw misplaced('MULTI_ALIAS_WITHOUT_GENERATOR', `${shown} as it is not a generator function.`);
  }
  return [{ name: names?.[0] ?? nameOf(expression, context.timeZone), expression }];
}

const prettyName = (e: TypedExpression): string => (e.node === 'field' ? e.name : nameOf(e));

/** The name of the column that a select item without alias makes. */
export function nameOf(e: Expression | TypedExpression, zone = 'UTC'): string {
  if ('node' in e) return typedName(e, zone);
  switch (e.kind) {
    case 'alias':
      return e.names[0]!;
    case 'attribute':
      return nameParts(e.name).at(-1)!;
    case 'cast':
      return e.child.kind === 'attribute' ? nameOf(e.child) : `CAST(${nameOf(e.child)} AS ${typeText(e.type)})`;
    case 'literal':
      return prettySql({ node: 'literal', value: e.value, type: e.type, nullable: e.value === null }, zone);
    case 'expression_string':
      return e.text;
    case 'function':
      return `${e.name}(${e.args.map((arg) => nameOf(arg)).join(', ')})`;
    case 'star':
      return e.target === undefined ? '*' : `${e.target}.*`;
    case 'extract':
      return `${nameOf(e.child)}[${nameOf(e.extraction)}]`;
    case 'sort_order':
      return nameOf(e.child);
    case 'lambda':
      return 'lambda';
    case 'lambda_variable':
    case 'user_function':
      return e.name;
  }
}

const typeText = (type: DataType | string): string => sqlName(typeof type === 'string' ? parseType(type) : type);

function typedName(e: TypedExpression, zone: string): string {
  if (e.node === 'cast' && e.implicit !== true && isNamed(e.child)) return typedName(e.child, zone);
  if (e.node === 'field' && isPath(e)) return e.name;
  if (e.node === 'generator') return e.code.output[0]?.name ?? e.name;
  return prettySql(e, zone);
}

const isNamed = (e: TypedExpression): boolean => e.node === 'column' || (e.node === 'field' && isPath(e));

const isPath = (e: TypedExpression): boolean => e.node === 'column' || (e.node === 'field' && isPath(e.child));

const parsed = (text: string, context: ExpressionContext): Expression => context.parse(text, context);

/** Functions that SQL calls without parentheses, where no column has the name. */
const BARE_CALLS: ReadonlySet<string> = new Set([
  'current_date', 'current_timestamp', 'current_user', 'user', 'session_user', 'current_time',
]); // prettier-ignore

/** What `count(*)` counts. */
const ONE: TypedExpression = { node: 'literal', value: 1, type: { kind: 'integer' }, nullable: false };

class ExpressionBinder {
  private readonly scope: ColumnScope;
  private readonly session: ExpressionContext;
  /** Parameters of the lambdas around, innermost last. */
  private readonly variables: Map<string, ColumnReference>[] = [];

  constructor(scope: ColumnScope, session: ExpressionContext) {
    this.scope = scope;
    this.session = session;
  }

  bind(e: Expression): TypedExpression {
    switch (e.kind) {
      case 'literal':
        return { node: 'literal', value: e.value, type: e.type, nullable: e.value === null };
      case 'attribute':
        return this.attribute(e.name);
      case 'expression_string':
        return this.bind(parsed(e.text, this.session));
      case 'alias':
        return this.bind(e.child);
      case 'cast':
        return this.cast(e);
      case 'extract':
        return extractValue(this.bind(e.child), this.bind(e.extraction));
      case 'lambda_variable':
        return this.variable(e.name);
      case 'function':
        return this.call(e);
      case 'star':
        throw misplaced('INVALID_USAGE_OF_STAR_OR_REGEX', "Invalid usage of '*' in an expression.");
      case 'lambda':
        throw misplaced('UNEXPECTED_LAMBDA', 'A lambda function should only be used in a higher order function.');
      case 'sort_order':
        throw misplaced('UNSUPPORTED_SORT_ORDER', 'A sort order stands only in orderBy.');
      case 'user_function':
        return userCall(
          e.name,
          e.functionId,
          e.type,
          e.args.map((arg) => this.bind(arg)),
        );
    }
  }

  private attribute(name: string): TypedExpression {
    const parts = nameParts(name);
    const found = this.scope.resolve(parts);
    if (found !== undefined) return found;
    if (parts.length === 1 && BARE_CALLS.has(name.toLowerCase()))
      return this.call({ kind: 'function', name, args: [] });
    throw unresolvedColumn(parts, this.scope);
  }

  private variable(name: string): TypedExpression {
    for (let i = this.variables.length - 1; i >= 0; i--) {
      const found = this.variables[i]!.get(name.toLowerCase());
      if (found !== undefined) return found;
    }
    return this.attribute(quoteIdentifier(name));
  }

  private cast(e: Expression & { kind: 'cast' }): TypedExpression {
    const type = typeof e.type === 'string' ? parseType(e.type) : e.type;
    return explicitCast(this.bind(e.child), type, e.mode, this.session.timeZone);
  }

  /** The columns of `*`, of `table.*` or the fields of `struct.*`. */
  star(target: string | undefined): TypedExpression[] {
    const columns = this.scope.columns(target);
    if (columns.length > 0 || target === undefined) {
      return columns.map(({ id, name, type, nullable }) => ({ node: 'column', id, name, type, nullable }));
    }
    const base = this.scope.resolve(nameParts(target));
    if (base === undefined) throw unresolvedColumn(nameParts(target), this.scope);
    if (base.type.kind !== 'struct') {
      throw misplaced(
        'CANNOT_RESOLVE_STAR_EXPAND',
        `Cannot resolve ${quoteIdentifier(target)}.* given input columns.`,
        '42704',
      );
    }
    return base.type.fields.map((f) =>
      extractValue(base, { node: 'literal', value: f.name, type: STRING, nullable: false }),
    );
  }

  private call(e: FunctionExpression): TypedExpression {
    if (e.joinsText === true) return this.sumOrText(e.args.map((arg) => this.bind(arg)));
    const definition = findFunction(e.name);
    if (definition === undefined) throw unresolvedRoutine(e.name);
    const context = this.functionContext(e.name.toLowerCase(), definition);
    if (definition.kind === 'scalar' && definition.bindCall !== undefined) {
      const bound = definition.bindCall(e.args, this.binder(context));
      return this.scalarCall(definition, bound, context, rawText(e.args));
    }
    const counted =
      definition.name === 'count' && e.args.some((arg) => arg.kind === 'star' && arg.target === undefined);
    const orders = e.args.filter((arg) => arg.kind === 'sort_order');
    const plain = orders.length === 0 ? e.args : e.args.filter((arg) => arg.kind !== 'sort_order');
    const args = counted ? [ONE] : this.expand(plain).map((arg) => this.bind(arg));
    const nested =
      definition.kind === 'aggregate' && args.some((arg) => someExpression(arg, (p) => p.node === 'aggregate'));
    if (nested) {
      throw misplaced(
        'NESTED_AGGREGATE_FUNCTION',
        'It is not allowed to use an aggregate function in the argument of another aggregate function.',
        '42607',
      );
    }
    if (definition.kind === 'scalar') {
      if (e.distinct === true) {
        throw misplaced(
          'INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX',
          `Invalid SQL syntax: The function \`${definition.name}\` does not support DISTINCT.`,
          '42000',
        );
      }
      const bound = definition.bind(args, context);
      const inCode = args.filter((arg) => !bound.args.includes(arg) && isConstant(arg));
      const constants = inCode.map((arg) => `${prettySql(arg, context.timeZone)}:${arg.type.kind}`).join();
      return this.scalarCall(definition, bound, context, constants);
    }
    return definition.kind === 'aggregate'
      ? this.aggregate(e, definition, args, context)
      : this.generator(definition, args, context);
  }

  /** The `+` of a lambda: it joins where one side is text. */
  private sumOrText(sides: readonly TypedExpression[]): TypedExpression {
    const joins = sides.some((side) => side.type.kind === 'string');
    const definition = findFunction(joins ? 'concat' : '+') as Extract<FunctionDefinition, { kind: 'scalar' }>;
    const context = this.functionContext(definition.name, definition);
    const args = joins ? sides.map((side) => explicitCast(side, STRING, 'ansi', this.session.timeZone)) : sides;
    return this.scalarCall(definition, definition.bind(args, context), context, '');
  }

  private expand(args: readonly Expression[]): Expression[] {
    return args.flatMap((arg): Expression[] =>
      arg.kind === 'star'
        ? this.scope.columns(arg.target).map((a) => ({ kind: 'attribute', name: quoteIdentifier(a.name) }))
        : [arg],
    );
  }

  private functionContext(name: string, definition: FunctionDefinition): BindContext {
    const called = { timeZone: this.session.timeZone, functionName: name };
    return {
      ...called,
      cast: (e, type) => implicitCast(e, type, called.timeZone),
      sql: callText(definition, called),
    };
  }

  private scalarCall(
    definition: FunctionDefinition,
    bound: ReturnType<Extract<FunctionDefinition, { kind: 'scalar' }>['bind']>,
    context: BindContext,
    constants: string,
  ): TypedExpression {
    const { args, type, nullable, code, data } = bound;
    const pretty = bound.pretty ?? callText(definition, context);
    const deterministic = definition.deterministic !== false;
    const call: CallExpression = {
      node: 'call',
      name: definition.name,
      args,
      type,
      nullable,
      code,
      deterministic,
      pretty,
      ...(constants === '' ? {} : { constants }),
    };
    return data === undefined ? call : { ...call, data };
  }

  private aggregate(
    e: FunctionExpression,
    definition: Extract<FunctionDefinition, { kind: 'aggregate' }>,
    given: readonly TypedExpression[],
    context: BindContext,
  ): TypedExpression {
    const distinct = e.distinct === true;
    if (distinct && definition.name === 'mode') {
      throw misplaced(
        'INVALID_WITHIN_GROUP_EXPRESSION.DISTINCT_UNSUPPORTED',
        'Invalid function `mode` with DISTINCT.',
        '42K0K',
      );
    }
    const bound = this.boundAggregate(e, definition, given, context);
    const filter = e.filter === undefined ? null : this.bind(e.filter);
    if (filter !== null && filter.type.kind !== 'boolean') {
      throw misplaced(
        'INVALID_AGGREGATE_FILTER.NOT_BOOLEAN',
        'The FILTER expression of an aggregate must be boolean.',
        '42903',
      );
    }
    const prettyGiven = distinct ? bound.pretty?.replace('(', '(DISTINCT ') : bound.pretty;
    const pretty = prettyGiven ?? callText(definition, context, distinct);
    const code = distinct
      ? distinctAggregate(
          bound.code,
          bound.args.map((arg) => arg.type),
        )
      : bound.code;
    const { args, type, nullable } = bound;
    const constants = [
      ...given.filter(isConstant).map((arg) => `${prettySql(arg, context.timeZone)}:${arg.type.kind}`),
      ...e.args.filter((arg) => arg.kind === 'sort_order').map((order) => `${order.descending}:${order.nullsFirst}`),
    ].join();
    return {
      node: 'aggregate',
      name: definition.name,
      args,
      constants,
      distinct,
      ...(distinct ? { plainCode: bound.code } : {}),
      filter,
      type,
      nullable,
      code,
      pretty,
    };
  }

  private boundAggregate(
    e: FunctionExpression,
    definition: Extract<FunctionDefinition, { kind: 'aggregate' }>,
    given: readonly TypedExpression[],
    context: BindContext,
  ): BoundAggregate {
    const orders = e.args.filter((arg) => arg.kind === 'sort_order');
    if (orders.length === 0) return definition.bind(given, context);
    if (definition.bindOrdered === undefined) {
      throw misplaced(
        'INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING',
        `${definition.name} takes no WITHIN GROUP.`,
        '42K0K',
      );
    }
    const ordered = orders.map(({ child, descending, nullsFirst }) => ({
      expression: this.bind(child),
      descending,
      nullsFirst,
    }));
    return definition.bindOrdered(given, ordered, context);
  }

  private generator(
    definition: Extract<FunctionDefinition, { kind: 'generator' }>,
    given: readonly TypedExpression[],
    context: BindContext,
  ): TypedExpression {
    const { args, code } = definition.bind(given, context);
    const pretty = callText(definition, context);
    const only = code.output.length === 1 ? code.output[0] : undefined;
    const type: DataType = only?.type ?? {
      kind: 'struct',
      fields: code.output.map((f) => ({ name: f.name, type: f.type, nullable: f.nullable })),
    };
    return { node: 'generator', name: definition.name, args, type, nullable: only?.nullable ?? true, code, pretty };
  }

  private binder(context: BindContext): Binder {
    return {
      context,
      bind: (e) => this.bind(e),
      nameOf: (e) => givenName(e),
      lambda: (e, parameters) => this.lambda(e, parameters),
      expand: (args) => this.expand(args),
    };
  }

  private lambda(e: Expression, parameters: readonly LambdaParameter[]): LambdaExpression {
    if (e.kind !== 'lambda') {
      const body = this.bind(e);
      const unused = parameters.map((p, i) => ({ node: 'column', id: freshColumnId(), name: `_${i}`, ...p }) as const);
      return { node: 'lambda', parameters: unused, body, type: body.type, nullable: body.nullable };
    }
    if (e.parameters.length !== parameters.length) {
      throw new AnalysisError({
        condition: 'INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH',
        sqlState: '42K0D',
        message: `A higher order function expects ${e.parameters.length} arguments, but got ${parameters.length}.`,
      });
    }
    const references = parameters.map(({ type, nullable }): ColumnReference => {
      return { node: 'column', id: freshColumnId(), name: 'namedlambdavariable()', type, nullable };
    });
    this.variables.push(new Map(references.map((r, i) => [e.parameters[i]!.toLowerCase(), r])));
    try {
      const body = this.bind(e.body);
      return { node: 'lambda', parameters: references, body, type: body.type, nullable: body.nullable };
    } finally {
      this.variables.pop();
    }
  }
}

function givenName(e: Expression): string | undefined {
  switch (e.kind) {
    case 'alias':
      return e.names[0];
    case 'attribute':
      return nameParts(e.name).at(-1);
    case 'lambda_variable':
      return e.name;
    case 'extract':
      return e.extraction.kind === 'literal' && e.extraction.type.kind === 'string'
        ? String(e.extraction.value)
        : undefined;
    default:
      return undefined;
  }
}

/** How a call is shown, by its arguments. */
const callText =
  (
    definition: FunctionDefinition,
    { functionName, timeZone }: Pick<BindContext, 'functionName' | 'timeZone'>,
    distinct = false,
  ): ((args: readonly TypedExpression[]) => string) =>
  (args) => {
    const shown = args.map((arg) => prettySql(arg, timeZone));
    if (distinct && shown.length > 0) shown[0] = `DISTINCT ${shown[0]}`;
    return definition.pretty?.(shown, functionName) ?? `${functionName}(${shown.join(', ')})`;
  };

function misplaced(condition: string, message: string, sqlState = '42K0E'): AnalysisError {
  return new AnalysisError({ condition, sqlState, message });
}

function unresolvedColumn(parts: readonly string[], scope: ColumnScope): AnalysisError {
  const shown = parts.map(quoteIdentifier).join('.');
  const names = scope.names();
  if (names.length === 0) {
    return new AnalysisError({
      condition: 'UNRESOLVED_COLUMN.WITHOUT_SUGGESTION',
      sqlState: '42703',
      message: `A column, variable, or function parameter with name ${shown} cannot be resolved.`,
    });
  }
  const written = new Map(names.map((name) => [name.join('.'), name.map(quoteIdentifier).join('.')]));
  const nearest = nearestNames(parts.join('.'), written.keys()).map((name) => written.get(name)!);
  return new AnalysisError({
    condition: 'UNRESOLVED_COLUMN.WITH_SUGGESTION',
    sqlState: '42703',
    message: `A column, variable, or function parameter with name ${shown} cannot be resolved. Did you mean one of the following? [${nearest.join(', ')}].`,
  });
}

function unresolvedRoutine(name: string): AnalysisError {
  return new AnalysisError({
    condition: 'UNRESOLVED_ROUTINE',
    sqlState: '42883',
    message: `Cannot resolve routine ${quoteIdentifier(name)} on search path [\`system\`.\`builtin\`, \`system\`.\`session\`].`,
    hint: didYouMean(name, functionNames()),
  });
}

/** What was written, for calls whose arguments are not plain: names, lambdas. */
const rawText = (args: readonly Expression[]): string =>
  JSON.stringify(args, (key, value: unknown) =>
    key === 'origin' ? undefined : typeof value === 'bigint' ? `${value}n` : value,
  );
