import type { DataType } from '../types/data-type.ts';
import * as types from '../types/data-type.ts';
import { argumentsOf } from './arguments/call-arguments.ts';

/** The type's name as `printSchema` and `schema.simpleString` write it. */
export const simpleString = (type: DataType): string =>
  types.simpleString(argumentsOf('simpleString', 'simpleString(await df.schema())').typeItself('type', type));

/** The type as SQL text (`STRUCT<start: TIMESTAMP, end: TIMESTAMP>`), Spark's `DataType.sql`. */
export const sqlName = (type: DataType): string =>
  types.sqlName(argumentsOf('sqlName', 'sqlName(await df.schema())').typeItself('type', type));
