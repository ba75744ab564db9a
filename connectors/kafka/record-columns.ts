import { simpleString, type DataType, type StructType } from '../../engine/types/data-type.ts';
import { AnalysisError } from '../../engine/types/errors.ts';

/** Where the parts of a record stand among the columns, -1 where there is no such column. */
export interface RecordColumns {
  readonly key: number;
  readonly value: number;
  readonly topic: number;
  readonly partition: number;
  readonly headers: number;
}

const TEXT_OR_BYTES = ['string', 'binary'];

/** @throws AnalysisError as Spark does, when a column is missing or has another type */
export function recordColumns(schema: StructType, topic: string | null): RecordColumns {
  const find = (name: string, types: readonly string[]): number => {
    const at = schema.fields.findIndex((f) => f.name === name);
    if (at >= 0 && !types.includes(typeText(schema.fields[at]!.type)))
      throw wrongType(name, types, schema.fields[at]!.type);
    return at;
  };
  const columns = {
    key: find('key', TEXT_OR_BYTES),
    value: find('value', TEXT_OR_BYTES),
    topic: find('topic', ['string']),
    partition: find('partition', ['int']),
    headers: find('headers', ['array<struct<key:string,value:binary>>']),
  };
  if (columns.value < 0)
    throw refused("Required attribute 'value' not found.", 'Make one: select(to_json(struct("*")).as("value")).');
  if (topic === null && columns.topic < 0)
    throw refused(
      "topic option required when no 'topic' attribute is present.",
      'Use the option topic for setting a topic.',
    );
  return columns;
}

const typeText = (type: DataType): string => simpleString(type);

const wrongType = (name: string, types: readonly string[], type: DataType): AnalysisError =>
  refused(
    `${name} attribute type must be a ${types.join(' or ')}, but it is ${simpleString(type)}.`,
    `Cast it: col("${name}").cast("${types[0]}").`,
  );

const refused = (message: string, hint: string): AnalysisError =>
  new AnalysisError({ condition: 'KAFKA_SINK_COLUMNS', message, hint });
