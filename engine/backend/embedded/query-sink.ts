import type { OutputMode } from '../../operators/batch-context.ts';
import type { SinkContext, SinkDefinition, StreamSink } from '../../spi/sink.ts';
import type { Checkpoint } from '../../streaming/checkpoint/checkpoint.ts';
import type { StructType } from '../../types/data-type.ts';
import { starredValues } from '../../types/secrets.ts';
import type { QuerySpec } from '../backend.ts';
import { QUERY_OPTIONS } from './checkpoint-location.ts';
import { checkedOptions } from './connector-catalog.ts';
import type { EngineSession } from './engine-session.ts';
import { checkPartitions, checkSinkMode } from './output-mode.ts';
import { revealed } from './secret-references.ts';
import { userSink } from './user-sink.ts';

/**
 * Opens what a query writes to.
 *
 * @param definition null where a function of the user's takes the batches
 * @throws AnalysisError where the sink takes no such mode, option or partition
 */
export async function openSink(
  { services, conf, catalog, events }: EngineSession,
  definition: SinkDefinition | null,
  spec: QuerySpec,
  schema: StructType,
  mode: OutputMode,
  checkpoint: Checkpoint,
  waiting: SinkContext['waiting'],
): Promise<StreamSink> {
  checkPartitions(definition, spec.partitionBy);
  if (definition === null) return userSink(spec, schema, events);
  checkSinkMode(definition, mode);
  const specs = [...definition.options, ...QUERY_OPTIONS];
  const { fileSystem, clock } = services;
  return definition.open({
    options: await revealed(checkedOptions(spec.format, specs, spec.options), specs, fileSystem),
    path: spec.path,
    queryId: checkpoint.queryId,
    lastBatchId: checkpoint.lastBatchId,
    queryName: spec.name,
    schema,
    mode,
    partitionBy: spec.partitionBy,
    fileSystem,
    clock,
    timeZone: conf.timeZone,
    // rows among it
    print: (text) => events.print(spec.ownerId, starredValues(text)),
    waiting,
    publishTable: (batches) => catalog.publishTable(spec.name!, schema, batches),
  });
}
