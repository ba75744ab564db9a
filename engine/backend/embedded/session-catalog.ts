import type { RecordBatch } from '../../columnar/vector.ts';
import type { Catalog, ResolvedRead } from '../../plan/analyzer.ts';
import { inputsOf, type ReadRelation, type Relation } from '../../plan/relation.ts';
import type { Clock, FileSystem } from '../../spi/runtime.ts';
import type { StructType } from '../../types/data-type.ts';
import { AnalysisError } from '../../types/errors.ts';
import type { ConnectorCatalog } from './connector-catalog.ts';
import { connectorContext } from './connector-context.ts';
import { starred } from '../../types/secrets.ts';
import type { EngineConf } from './engine-conf.ts';

/** What the names in the plans of a session stand for: temporary views, rows that came with a plan, and sources. */
export class SessionCatalog implements Catalog {
  private readonly connectors: ConnectorCatalog;
  private readonly services: { readonly fileSystem: FileSystem; readonly clock: Clock };
  private readonly conf: EngineConf;
  private readonly notice: (message: string) => void;
  private readonly views = new Map<string, Relation>();
  private readonly locals = new Map<number, readonly RecordBatch[]>();
  /** Rows that nobody but views and queries can refer to. */
  private readonly leaving = new Set<number>();
  private lastTableId = 0;
  /** One reader for one `read` of the user's: a stream that is used twice is one source. */
  private readonly readers = new WeakMap<ReadRelation, ResolvedRead>();

  constructor(
    connectors: ConnectorCatalog,
    services: { readonly fileSystem: FileSystem; readonly clock: Clock },
    conf: EngineConf,
    notice: (message: string) => void,
  ) {
    this.connectors = connectors;
    this.services = services;
    this.conf = conf;
    const told = new Set<string>();
    // A read is looked at again by each action on it.
    this.notice = (message) => {
      if (!told.has(message)) notice(message);
      told.add(message);
    };
  }

  async read(read: ReadRelation): Promise<ResolvedRead> {
    const known = this.readers.get(read);
    if (known !== undefined) return known;
    const definition = this.connectors.source(read.format);
    const { fileSystem, clock } = this.services;
    const { timeZone } = this.conf;
    const { paths } = read;
    const context = connectorContext(read, definition, { fileSystem, clock, timeZone, notice: this.notice });
    const description = starred(`${definition.name}${paths.length > 0 ? ` ${paths.join(', ')}` : ''}`);
    if (!read.streaming) {
      if (definition.batch === undefined) throw noBatchRead(read.format);
      return { kind: 'batch', description, reader: await definition.batch(context) };
    }
    if (definition.stream === undefined) throw noStreamRead(read.format);
    const resolved: ResolvedRead = { kind: 'stream', description, reader: await definition.stream(context) };
    this.readers.set(read, resolved);
    return resolved;
  }

  table(name: string): Relation | null {
    return this.views.get(name.toLowerCase()) ?? null;
  }

  tableNames(): readonly string[] {
    return [...this.views.keys()];
  }

  local(localId: number): readonly RecordBatch[] {
    return this.locals.get(localId) ?? [];
  }

  registerLocal(localId: number, batches: readonly RecordBatch[]): void {
    this.locals.set(localId, batches);
    this.leaving.delete(localId);
  }

  /** Lets go of rows as soon as no view and none of these relations reads them. */
  release(localIds: readonly number[], read: readonly Relation[]): void {
    for (const localId of localIds) this.leaving.add(localId);
    if (this.leaving.size === 0) return;
    const needed = localIdsOf([...this.views.values(), ...read]);
    for (const localId of this.leaving) {
      if (needed.has(localId)) continue;
      this.locals.delete(localId);
      this.leaving.delete(localId);
    }
  }

  get localCount(): number {
    return this.locals.size;
  }

  /** @throws AnalysisError TEMP_TABLE_OR_VIEW_ALREADY_EXISTS */
  createView(name: string, relation: Relation, replace: boolean): void {
    if (!replace && this.views.has(name.toLowerCase())) throw viewExists(name);
    this.views.set(name.toLowerCase(), relation);
  }

  dropView(name: string): boolean {
    const view = this.table(name);
    // the table of a memory sink has no other name
    if (view?.kind === 'local' && view.localId < 0) this.leaving.add(view.localId);
    return this.views.delete(name.toLowerCase());
  }

  /** Makes rows readable as a table, in place of those that were there. */
  publishTable(name: string, schema: StructType, batches: readonly RecordBatch[]): void {
    const view = this.table(name);
    // numbers below zero are the engine's own, so that no user's rows are overwritten
    const localId = view?.kind === 'local' && view.localId < 0 ? view.localId : --this.lastTableId;
    this.locals.set(localId, batches);
    this.views.set(name.toLowerCase(), { kind: 'local', schema, localId });
  }
}

/** The numbers of the rows that relations read. */
function localIdsOf(relations: readonly Relation[]): Set<number> {
  const seen = new Set(relations);
  const ids = new Set<number>();
  for (const relation of seen) {
    if (relation.kind === 'local') ids.add(relation.localId);
    for (const input of inputsOf(relation)) seen.add(input);
  }
  return ids;
}

const noStreamRead = (format: string): AnalysisError =>
  new AnalysisError({
    condition: '_LEGACY_ERROR_TEMP_2049',
    message: `Data source ${format} does not support streamed reading.`,
    hint: 'Use session.read.',
  });

const noBatchRead = (format: string): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_BATCH_READ',
    message: `Data source ${format} does not support batch reading.`,
    hint: 'Use session.readStream.',
  });

const viewExists = (name: string): AnalysisError =>
  new AnalysisError({
    condition: 'TEMP_TABLE_OR_VIEW_ALREADY_EXISTS',
    sqlState: '42P07',
    message: `Cannot create the temporary view \`${name}\` because it already exists.`,
    hint: 'Use createOrReplaceTempView.',
  });
