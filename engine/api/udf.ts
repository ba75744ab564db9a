import { AsyncLocalStorage } from 'node:async_hooks';
import { batchOf } from '../columnar/vector-builder.ts';
import { scalarAt, type RecordBatch, type Scalar } from '../columnar/vector.ts';
import { field, simpleString, STRING, struct, type DataType, type StructType } from '../types/data-type.ts';
import { parseType } from '../types/ddl.ts';
import { isMillraceError, RuntimeError } from '../types/errors.ts';
import { fromUserValue } from '../types/from-user-value.ts';
import type { Origin } from '../types/origin.ts';
import { toUserValue } from '../types/to-user-value.ts';
import { argumentsOf } from './arguments/call-arguments.ts';
import { Column, type ColumnOrName } from './column.ts';
import { placeIn, rememberSite } from './origin.ts';

/** A function of the user's that the engine calls by its number. */
interface DeclaredFunction {
  readonly name: string;
  readonly type: DataType;
  readonly call: (...args: never[]) => unknown;
  /** Whether it may be asynchronous. */
  readonly waits: boolean;
  /** The error for what it threw. @param values its arguments @param site where it was made */
  readonly failed: (error: unknown, values: readonly unknown[], site: Origin | undefined, schema: StructType) => Error;
}

interface UserFunction extends DeclaredFunction {
  /** Where it was made. */
  readonly site: () => Origin | undefined;
  /** Runs something as if in the cell that made it. */
  readonly inCell: <T>(work: () => T) => T;
}

/** By number; for as long as the program runs, as queries on other threads know them by it. */
const functions = new Map<number, UserFunction>();

/**
 * A JavaScript function as a function of columns, called once a row on the thread of your program or notebook.
 *
 * It gets values as `collect()` gives them, null for NULL, and returns a value of `returnType`. Rows go over in blocks of
 * 8,192; a call costs about a microsecond, some ten times what a function of the engine costs: use those where there is one.
 * While your own code keeps its thread busy, the query waits. On a Spark cluster it has to be written in Python or Java.
 *
 * @param f the function; it must not be asynchronous
 * @param returnType a type as DDL text, `"int"`; STRING when it is left out
 * @throws RuntimeError FAILED_EXECUTE_UDF at the action, when it throws or returns what does not fit the type
 * @example
 * const initials = udf((name) => name.split(" ").map((part) => part[0]).join(""));
 * session.createDataFrame([["Ana Maria"], ["Bo"]], "name STRING").select(initials("name").as("initials"))
 * // [{ initials: "AM" }, { initials: "B" }]
 * @example
 * numbers.select(udf((n) => (n ?? 0) * 2, "int")("n").as("twice"))
 * // [{ twice: 12 }, { twice: 0 }]
 */
export function udf(
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the types of its arguments are known to the query alone
  f: (...args: any[]) => unknown,
  returnType: DataType | string = STRING,
): (...columns: ColumnOrName[]) => Column {
  const given = argumentsOf('udf', 'udf((name) => name.length, "int")');
  if (typeof f !== 'function') given.wrong('f', 'a function', f);
  const wanted = given.dataType('returnType', returnType);
  const type = typeof wanted === 'string' ? parseType(wanted) : wanted;
  const name = /^[\w$]+$/.test(f.name) ? f.name : 'udf';
  const functionId = rememberUserFunction({
    name,
    type,
    call: f,
    waits: false,
    failed: (error, _, site, schema) => failed(name, type, schema, error, site),
  });
  return (...columns) => {
    const args = argumentsOf(name, `${name}("a", col("b"))`).columnsOrNames('columns', columns);
    return new Column({ kind: 'user_function', name, functionId, type, args });
  };
}

/**
 * Takes note of a function of the user's, made here.
 *
 * @returns its number
 * @internal
 */
export function rememberUserFunction(declared: DeclaredFunction): number {
  const functionId = functions.size + 1;
  functions.set(functionId, { ...declared, site: rememberSite(), inCell: AsyncLocalStorage.snapshot() });
  return functionId;
}

/**
 * Calls a function once a row.
 *
 * @param args its arguments as columns, in order
 * @returns its results as one column
 * @internal
 */
export async function callUserFunction(
  functionId: number,
  schema: StructType,
  args: RecordBatch,
  timeZone: string,
): Promise<RecordBatch> {
  const own = functions.get(functionId)!;
  const call = own.call as (...values: unknown[]) => unknown;
  const columns = schema.fields.map(({ type }, i) => ({ vector: args.columns[i]!, value: toUserValue(type) }));
  const accepted = fromUserValue(own.type, timeZone);
  const results: Scalar[][] = [];
  await own.inCell(async () => {
    for (let row = 0; row < args.length; row++) {
      let values: unknown[] = [];
      try {
        values = columns.map(({ vector, value }) => value(scalarAt(vector, row)));
        const made = call(...values);
        results.push([accepted(own.waits ? await made : made)]);
      } catch (error) {
        throw own.failed(error, values, own.site(), schema);
      }
    }
  });
  return batchOf(struct([field('result', own.type)]), results);
}

/** As Spark's `FAILED_EXECUTE_UDF`. */
function failed(
  name: string,
  type: DataType,
  schema: StructType,
  error: unknown,
  site: Origin | undefined,
): RuntimeError {
  const types = schema.fields.map((f) => simpleString(f.type)).join(', ');
  const reason = isMillraceError(error)
    ? error.summary
    : error instanceof Error
      ? `${error.name}: ${error.message}`
      : String(error);
  return new RuntimeError({
    condition: 'FAILED_EXECUTE_UDF',
    sqlState: '39000',
    message: `User defined function (\`${name}\`: (${types}) => ${simpleString(type)}) failed due to: ${reason}`,
    hint: isMillraceError(error)
      ? 'It returns what does not fit its type: give udf another returnType, or return another value. It must not be asynchronous.'
      : 'It gets null for NULL: look at the values of its row.',
    ...((error instanceof Error ? placeIn(error.stack) : undefined) ?? site),
    cause: error,
  });
}
