import type { RecordBatch } from '../columnar/vector.ts';
import type { Catalog, ResolvedRead } from '../plan/analyzer.ts';
import type { ReadRelation, Relation } from '../plan/relation.ts';

/** A catalog that remembers what an analysis asked it for, so that another thread can be told. */
export class RecordingCatalog implements Catalog {
  readonly reads: { readonly read: ReadRelation; readonly resolved: ResolvedRead }[] = [];
  readonly locals = new Map<number, readonly RecordBatch[]>();
  readonly views = new Map<string, Relation>();
  private readonly catalog: Catalog;

  constructor(catalog: Catalog) {
    this.catalog = catalog;
  }

  async read(read: ReadRelation): Promise<ResolvedRead> {
    const resolved = await this.catalog.read(read);
    this.reads.push({ read, resolved });
    return resolved;
  }

  table(name: string): Relation | null {
    const relation = this.catalog.table(name);
    if (relation !== null) this.views.set(name, relation);
    return relation;
  }

  tableNames(): readonly string[] {
    return this.catalog.tableNames();
  }

  local(localId: number): readonly RecordBatch[] {
    const batches = this.catalog.local(localId);
    this.locals.set(localId, batches);
    return batches;
  }
}
