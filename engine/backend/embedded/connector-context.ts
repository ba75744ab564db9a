import type { ReadRelation } from '../../plan/relation.ts';
import type { Clock, FileSystem } from '../../spi/runtime.ts';
import type { ConnectorContext, SourceDefinition } from '../../spi/source.ts';
import { asNullable, type StructType } from '../../types/data-type.ts';
import { parseSchema } from '../../types/ddl.ts';
import { AnalysisError } from '../../types/errors.ts';
import { schemaFromJson } from '../../types/schema-json.ts';
import { rememberPasswords } from '../../types/secrets.ts';
import { checkedOptions } from './connector-catalog.ts';
import { revealed } from './secret-references.ts';

/** What an engine lends to sources. */
export interface ConnectorServices {
  readonly fileSystem: FileSystem;
  readonly clock: Clock;
  readonly timeZone: string;
  notice(message: string): void;
}

/**
 * What a source is told of a user's `read`.
 *
 * @throws AnalysisError when the source takes no schema and one was given
 */
export function connectorContext(
  read: ReadRelation,
  definition: SourceDefinition,
  services: ConnectorServices,
): ConnectorContext {
  const options = checkedOptions(read.format, definition.options, read.options);
  const userSchema = read.schema === '' ? null : schemaOf(read.schema);
  if (userSchema !== null && definition.userSchema === 'refused') throw schemaRefused(read.format);
  const { paths } = read;
  paths.forEach(rememberPasswords);
  const { fileSystem } = services;
  return {
    options,
    paths,
    userSchema,
    fileSystem,
    clock: services.clock,
    timeZone: services.timeZone,
    notice: (message) => services.notice(message),
    revealed: () => revealed(options, definition.options, fileSystem),
  };
}

const schemaOf = (text: string): StructType =>
  asNullable(text.trimStart().startsWith('{') ? schemaFromJson(text) : parseSchema(text)) as StructType;

const schemaRefused = (format: string): AnalysisError =>
  new AnalysisError({
    condition: '_LEGACY_ERROR_TEMP_1242',
    message: `${format} source does not support user-specified schema.`,
    hint: 'Leave out schema(...).',
  });
