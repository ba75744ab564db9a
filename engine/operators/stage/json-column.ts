import { ExpressionNumbers } from '../../codegen/expression-numbers.ts';
import type { ProjectedColumn, Step } from '../../codegen/step.ts';
import { prettySql } from '../../expressions/pretty-sql.ts';
import { substitute } from '../../expressions/substitute.ts';
import {
  freshColumnId,
  isDeterministic,
  mapChildren,
  reference,
  referencedColumns,
  type Attribute,
  type CallExpression,
  type TypedExpression,
} from '../../expressions/typed.ts';
import type { Scalar } from '../../columnar/vector.ts';
import type { StructType } from '../../types/data-type.ts';

/** `from_json(text, schema)` as a column of its own that is decoded block by block. */
export interface JsonColumn {
  /** The STRING or BINARY column that holds the JSON. */
  readonly source: Attribute;
  readonly attribute: Attribute;
  readonly type: StructType;
  /** Positions of the fields that the steps read. */
  readonly used: readonly number[];
  readonly careful: (text: string) => Scalar;
}

export interface TakenOutJson {
  /** Texts to compute before, where the JSON is no column of the input. */
  readonly computed: readonly ProjectedColumn[];
  readonly columns: readonly JsonColumn[];
  readonly steps: readonly Step[];
}

/** Takes the JSON decoding out of a chain of steps; null when there is none that can be taken out. */
export function takeOutJson(input: readonly Attribute[], steps: readonly Step[]): TakenOutJson | null {
  const inputIds = new Set(input.map((a) => a.id));
  const numbers = new ExpressionNumbers();
  const found = new Map<string, Omit<JsonColumn, 'used'>>();
  const computed = new Map<number, ProjectedColumn>();
  /** What columns of the steps are, as expressions over the input. */
  let known: readonly ProjectedColumn[] = input.map((attribute) => ({ attribute, expression: reference(attribute) }));
  let everyRow = true;

  const sourceOf = (text: TypedExpression): Attribute | null => {
    const e = substitute(text, known);
    const read = [...referencedColumns(e)];
    if (read.length === 0 || !read.every((id) => inputIds.has(id)) || !isDeterministic(e)) return null;
    const held = e.node === 'cast' && e.child.type.kind === 'binary' ? e.child : e;
    if (held.node === 'column') return input.find((a) => a.id === held.id) ?? null;
    // A row that a filter takes away must not be computed: it could fail.
    if (!everyRow) return null;
    const number = numbers.of(e);
    let column = computed.get(number);
    if (column === undefined) {
      const attribute = { id: freshColumnId(), name: prettySql(e), type: e.type, nullable: e.nullable };
      computed.set(number, (column = { attribute, expression: e }));
    }
    return column.attribute;
  };
  const rewrite = (e: TypedExpression): TypedExpression => {
    const json = decodable(e);
    const source = json === null ? null : sourceOf(json.args[0]!);
    if (json === null || source === null) return mapChildren(e, rewrite);
    const type = json.type as StructType;
    const key = `${source.id} ${JSON.stringify(type)}`;
    let column = found.get(key);
    if (column === undefined) {
      const attribute = { id: freshColumnId(), name: `from_json(${source.name})`, type, nullable: json.nullable };
      const { kernel } = json.code as { kernel: (text: never) => Scalar };
      column = { source, attribute, type, careful: kernel as (text: string) => Scalar };
      found.set(key, column);
    }
    return reference(column.attribute);
  };
  const rewritten = steps.map((step) => {
    const next = mapStep(step, rewrite);
    if (step.step === 'project') {
      known = step.columns.map((c) => ({ attribute: c.attribute, expression: substitute(c.expression, known) }));
    }
    if (step.step === 'filter' || step.step === 'generate') everyRow = false;
    return next;
  });
  if (found.size === 0) return null;
  const columns = [...found.values()].map((c) => ({ ...c, used: usedFields(c.attribute.id, c.type, rewritten) }));
  return { computed: [...computed.values()], columns, steps: rewritten };
}

/** A call that gives a struct of differently named fields and that no option changes. */
function decodable(e: TypedExpression): CallExpression | null {
  if (e.node !== 'call' || e.name !== 'from_json' || e.type.kind !== 'struct' || e.code.form !== 'kernel') return null;
  if ((e.data as { withoutOptions?: boolean } | undefined)?.withoutOptions !== true) return null;
  const names = e.type.fields.map((f) => f.name);
  return new Set(names).size === names.length ? e : null;
}

function mapStep(step: Step, f: (e: TypedExpression) => TypedExpression): Step {
  switch (step.step) {
    case 'filter':
      return { ...step, condition: f(step.condition) };
    case 'project':
      return { ...step, columns: step.columns.map((c) => ({ ...c, expression: f(c.expression) })) };
    case 'window':
      return { ...step, time: f(step.time) };
    case 'generate':
      return { ...step, generator: f(step.generator) as typeof step.generator };
    case 'lookup':
    case 'watermark':
      return step;
  }
}

/** Which fields of a struct column the steps read: all of them when it is used as a whole or still there at the end. */
function usedFields(id: number, type: StructType, steps: readonly Step[]): number[] {
  const used = new Set<number>();
  const all = type.fields.map((_, i) => i);
  /** Columns of the rows so far that are the struct. */
  let aliases = new Set([id]);
  /** It can be read by itself wherever it lies: it passes by projections. */
  let names = aliases;
  let whole = false;
  const look = (e: TypedExpression): TypedExpression => {
    if (e.node === 'field' && e.child.node === 'column' && names.has(e.child.id)) {
      used.add(e.ordinal);
      return e;
    }
    if (e.node === 'column' && names.has(e.id)) whole = true;
    return mapChildren(e, look);
  };
  for (const step of steps) {
    if (step.step !== 'project') {
      mapStep(step, look);
      continue;
    }
    aliases = new Set();
    for (const { attribute, expression } of step.columns) {
      if (expression.node === 'column' && names.has(expression.id)) aliases.add(attribute.id);
      else look(expression);
    }
    names = new Set([id, ...aliases]);
  }
  return whole || aliases.size > 0 ? all : all.filter((i) => used.has(i));
}
