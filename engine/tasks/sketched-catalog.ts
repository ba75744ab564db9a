import type { RecordBatch } from '../columnar/vector.ts';
import type { Catalog, ResolvedRead } from '../plan/analyzer.ts';
import type { Relation } from '../plan/relation.ts';
import { RuntimeError } from '../types/errors.ts';
import type { PlanSketch } from './task-messages.ts';

/** Answers an analysis as another thread was answered; nothing is looked for again, and there are no rows. */
export class SketchedCatalog implements Catalog {
  private readers = 0;
  private readonly sketch: PlanSketch;
  private readonly views: ReadonlyMap<string, Relation>;

  constructor(sketch: PlanSketch) {
    this.sketch = sketch;
    this.views = new Map(sketch.views);
  }

  async read(): Promise<ResolvedRead> {
    const { schema, read } = this.sketch.reads[this.readers++]!;
    const description = '';
    if (read.streaming) return { kind: 'stream', description, reader: { schema, description, open: refused } };
    return { kind: 'batch', description, reader: { schema, read: refused } };
  }

  table(name: string): Relation | null {
    return this.views.get(name) ?? null;
  }

  tableNames(): readonly string[] {
    return [...this.views.keys()];
  }

  local(): readonly RecordBatch[] {
    return [];
  }
}

function refused(): never {
  throw new RuntimeError({ condition: 'INTERNAL_ERROR', message: 'A task read a source that it has no part of.' });
}
