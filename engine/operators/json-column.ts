import type { Step } from '../codegen/stage.ts';
import {
  freshColumnId,
  mapChildren,
  reference,
  type Attribute,
  type CallExpression,
  type TypedExpression,
} from '../expressions/typed.ts';
import type { Scalar } from '../columnar/vector.ts';
import type { StructType } from '../types/data-type.ts';

/** `from_json(text column, schema)` or `from_json(cast(binary column as string), schema)` as a column of its own that is decoded block by block. */
export interface JsonColumn {
  /** The STRING or BINARY column. */
  readonly source: Attribute;
  readonly attribute: Attribute;
  readonly type: StructType;
  /** Positions of the fields that the steps read. */
  readonly used: readonly number[];
  readonly careful: (text: string) => Scalar;
}

/** Takes the JSON decoding out of a chain of steps; null when there is none that can be taken out. */
export function takeOutJson(
  input: readonly Attribute[],
  steps: readonly Step[],
): { readonly columns: readonly JsonColumn[]; readonly steps: readonly Step[] } | null {
  const found = new Map<string, Omit<JsonColumn, 'used'>>();
  const rewrite = (e: TypedExpression): TypedExpression => {
    const json = decodable(e, input);
    if (json === null) return mapChildren(e, rewrite);
    const key = `${json.source.id} ${JSON.stringify(json.type)}`;
    let column = found.get(key);
    if (column === undefined) {
      const { type, nullable } = json.call;
      const attribute = { id: freshColumnId(), name: `from_json(${json.source.name})`, type, nullable };
      const { kernel } = json.call.code as { kernel: (text: never) => Scalar };
      column = { source: json.source, attribute, type: json.type, careful: kernel as (text: string) => Scalar };
      found.set(key, column);
    }
    return reference(column.attribute);
  };
  const rewritten = steps.map((step) => mapStep(step, rewrite));
  if (found.size === 0) return null;
  const columns = [...found.values()].map((c) => ({ ...c, used: usedFields(c.attribute.id, c.type, rewritten) }));
  return { columns, steps: rewritten };
}

interface Decodable {
  readonly call: CallExpression;
  readonly source: Attribute;
  readonly type: StructType;
}

function decodable(e: TypedExpression, input: readonly Attribute[]): Decodable | null {
  if (e.node !== 'call' || e.name !== 'from_json' || e.type.kind !== 'struct' || e.code.form !== 'kernel') return null;
  if ((e.data as { withoutOptions?: boolean } | undefined)?.withoutOptions !== true) return null;
  const [text] = e.args;
  const column = text?.node === 'cast' && text.child.type.kind === 'binary' ? text.child : text;
  if (column?.node !== 'column') return null;
  const source = input.find((a) => a.id === column.id);
  if (source === undefined) return null;
  const names = e.type.fields.map((f) => f.name);
  return new Set(names).size === names.length ? { call: e, source, type: e.type } : null;
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
    case 'watermark':
      return step;
  }
}

/** Which fields of a struct column the steps read: all of them when it is used as a whole or still there at the end. */
function usedFields(id: number, type: StructType, steps: readonly Step[]): number[] {
  const used = new Set<number>();
  const all = type.fields.map((_, i) => i);
  let names = new Set([id]);
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
    const aliases = new Set<number>();
    for (const { attribute, expression } of step.columns) {
      if (expression.node === 'column' && names.has(expression.id)) aliases.add(attribute.id);
      else look(expression);
    }
    names = aliases;
  }
  return whole || names.size > 0 ? all : all.filter((i) => used.has(i));
}
