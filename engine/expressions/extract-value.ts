import { isPlain } from '../codegen/code-context.ts';
import { array, isIntegral, quoteIdentifier, type DataType } from '../types/data-type.ts';
import { AnalysisError, RuntimeError } from '../types/errors.ts';
import { typeMismatch, quotedType } from './analysis-errors.ts';
import { implicitCast } from './casts/cast.ts';
import { chosenItem } from './chosen-item.ts';
import type { ScalarCode } from './define-function.ts';
import { fieldsOf } from './fields-of-items.ts';
import { listOf, valueOf } from './list-call.ts';
import { mapValueCode } from './map-value-code.ts';
import { prettySql } from './pretty-sql.ts';
import { tightestCommonType } from './type-coercion.ts';
import type { TypedExpression } from './typed.ts';

/** `child[key]` and `child.key`: a struct's field, an array's element, a map's value. */
export function extractValue(child: TypedExpression, key: TypedExpression): TypedExpression {
  const { type } = child;
  const fieldName = key.node === 'literal' && key.type.kind === 'string' ? String(key.value) : undefined;
  if (type.kind === 'struct' && fieldName !== undefined) return structField(child, fieldName);
  if (type.kind === 'array' && type.element.kind === 'struct' && fieldName !== undefined) {
    return fieldOfElements(child, fieldName);
  }
  if (type.kind === 'array') return arrayElement(child, key);
  if (type.kind === 'map') return mapValue(child, key);
  throw new AnalysisError({
    condition: 'INVALID_EXTRACT_BASE_FIELD_TYPE',
    sqlState: '42000',
    message: `Can't extract a value from "${prettySql(child)}". Need a complex type [STRUCT, ARRAY, MAP] but got ${quotedType(type)}.`,
  });
}

function findField(type: DataType & { kind: 'struct' }, name: string): number {
  const found = type.fields.flatMap((f, i) => (f.name.toLowerCase() === name.toLowerCase() ? [i] : []));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    throw new AnalysisError({
      condition: 'AMBIGUOUS_REFERENCE_TO_FIELDS',
      sqlState: '42000',
      message: `Ambiguous reference to the field ${quoteIdentifier(name)}. It appears ${found.length} times in the schema.`,
    });
  }
  throw new AnalysisError({
    condition: 'FIELD_NOT_FOUND',
    sqlState: '42704',
    message: `No such struct field ${quoteIdentifier(name)} in ${type.fields.map((f) => quoteIdentifier(f.name)).join(', ')}.`,
  });
}

function structField(child: TypedExpression, name: string): TypedExpression {
  const { type } = child as { type: DataType & { kind: 'struct' } };
  const ordinal = findField(type, name);
  const field = type.fields[ordinal]!;
  return { node: 'field', child, ordinal, name, type: field.type, nullable: child.nullable || field.nullable };
}

function fieldOfElements(child: TypedExpression, name: string): TypedExpression {
  const { element, containsNull } = child.type as DataType & { kind: 'array' };
  const struct = element as DataType & { kind: 'struct' };
  const ordinal = findField(struct, name);
  const field = struct.fields[ordinal]!;
  return {
    node: 'call',
    name: 'getarraystructfields',
    args: [child],
    type: array(field.type, containsNull || field.nullable),
    nullable: child.nullable,
    deterministic: true,
    pretty: `${prettySql(child)}.${name}`,
    code: fieldOfItems(ordinal),
  };
}

function arrayElement(child: TypedExpression, key: TypedExpression): TypedExpression {
  const { element } = child.type as DataType & { kind: 'array' };
  if (!isIntegral(key.type) && key.type.kind !== 'void') {
    throw typeMismatch(
      'UNEXPECTED_INPUT_TYPE',
      `${prettySql(child)}[${prettySql(key)}]`,
      `The second parameter requires the "INTEGRAL" type, however "${prettySql(key)}" has the type ${quotedType(key.type)}.`,
    );
  }
  return {
    node: 'call',
    name: 'getarrayitem',
    args: [child, key],
    type: element,
    nullable: true,
    deterministic: true,
    pretty: `${prettySql(child)}[${prettySql(key)}]`,
    code: itemAt,
  };
}

const itemAt = valueOf(({ lists: [list], values: [index], isNull }, g, [array, key]) => {
  const place = isPlain(index!.value) && key!.type.kind !== 'long' ? index!.value : `Number(${index!.value})`;
  return chosenItem(list!, array!.type, isNull, { place, fromOne: false, beyond: outOfBounds }, g);
});

function outOfBounds(index: number, count: number): never {
  throw new RuntimeError({
    condition: 'INVALID_ARRAY_INDEX',
    sqlState: '22003',
    message: `The index ${index} is out of bounds. The array has ${count} elements.`,
    hint: 'Use the SQL function `get()` to tolerate accessing element at invalid index and return NULL instead.',
  });
}

const fieldOfItems = (ordinal: number): ScalarCode => listOf(({ lists: [list] }, g) => fieldsOf(list!, ordinal, g));

function mapValue(child: TypedExpression, key: TypedExpression): TypedExpression {
  const type = child.type as DataType & { kind: 'map' };
  const common = tightestCommonType(key.type, type.key);
  const target =
    key.type.kind === 'string' || (common !== undefined && common.kind === type.key.kind) ? type.key : undefined;
  if (target === undefined) {
    throw typeMismatch(
      'UNEXPECTED_INPUT_TYPE',
      `${prettySql(child)}[${prettySql(key)}]`,
      `The second parameter requires the ${quotedType(type.key)} type, however "${prettySql(key)}" has the type ${quotedType(key.type)}.`,
    );
  }
  return {
    node: 'call',
    name: 'getmapvalue',
    args: [child, implicitCast(key, type.key, 'UTC')],
    type: type.value,
    nullable: true,
    deterministic: true,
    pretty: `${prettySql(child)}[${prettySql(key)}]`,
    code: mapValueCode(type.key, type.value),
  };
}
