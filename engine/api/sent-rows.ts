import type { Backend } from '../backend/backend.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import { inputsOf, type Relation, type RelationOf } from '../plan/relation.ts';
import type { StructType } from '../types/data-type.ts';

type LocalRelation = RelationOf<'local'>;
type Method = (...args: never[]) => unknown;

/** The relation that a call takes, by method. */
const RELATION_OF: { readonly [K in keyof Backend]?: (...args: never[]) => Relation } = {
  schemaOf: (relation: Relation) => relation,
  isStreaming: (relation: Relation) => relation,
  explain: (relation: Relation) => relation,
  execute: (relation: Relation) => relation,
  write: (spec: { readonly relation: Relation }) => spec.relation,
  createView: (_: string, relation: Relation) => relation,
  startQuery: (spec: { readonly relation: Relation }) => spec.relation,
};

/** Rows that the engine has under a number. */
interface Sent {
  /** Calls that refer to them and have not been answered. */
  calls: number;
  /** Nobody needs them after those. */
  leaving: boolean;
}

/**
 * Rows of this side that plans refer to: they cross when the first plan over them runs, and the engine lets go of them when
 * their DataFrame is gone. One that is used again after that sends them again.
 *
 * @internal
 */
export class SentRows {
  private readonly backend: Backend;
  private readonly rows = new WeakMap<LocalRelation, readonly RecordBatch[]>();
  private readonly sent = new Map<number, Sent>();
  private readonly gone = new FinalizationRegistry<number>((localId) => this.leave(localId));
  private lastId = 0;

  constructor(backend: Backend) {
    this.backend = backend;
  }

  /** A relation over rows, which keeps them for as long as it lives. */
  relation(schema: StructType, batches: readonly RecordBatch[]): LocalRelation {
    const relation: LocalRelation = { kind: 'local', schema, localId: ++this.lastId };
    this.rows.set(relation, batches);
    this.gone.register(relation, relation.localId);
    return relation;
  }

  /** The engine need not keep these rows for plans to come. */
  release({ localId }: LocalRelation): void {
    this.leave(localId);
  }

  /** The backend, with the rows of each plan sent before it. */
  around(): Backend {
    return new Proxy(this.backend, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        const relationOf = RELATION_OF[name as keyof Backend];
        if (relationOf === undefined) return typeof member === 'function' ? (member as Method).bind(target) : member;
        return (...args: never[]): unknown => {
          const locals = localsOf(relationOf(...args));
          const call = (): unknown => Reflect.apply(member as Method, target, args);
          return name === 'execute'
            ? this.duringRows(locals, call)
            : this.during(locals, call as () => Promise<unknown>);
        };
      },
    });
  }

  private async during<T>(locals: readonly LocalRelation[], call: () => Promise<T>): Promise<T> {
    this.begin(locals);
    try {
      return await call();
    } finally {
      this.end(locals);
    }
  }

  private async *duringRows(locals: readonly LocalRelation[], call: () => unknown): AsyncIterable<RecordBatch> {
    this.begin(locals);
    try {
      yield* call() as AsyncIterable<RecordBatch>;
    } finally {
      this.end(locals);
    }
  }

  private begin(locals: readonly LocalRelation[]): void {
    for (const local of locals) {
      const known = this.sent.get(local.localId);
      if (known === undefined) {
        this.sent.set(local.localId, { calls: 1, leaving: false });
        // the call that follows fails for the same reason
        this.backend.registerLocal(local.localId, local.schema, this.rows.get(local)!).catch(() => undefined);
      } else {
        known.calls++;
        known.leaving = false;
      }
    }
  }

  private end(locals: readonly LocalRelation[]): void {
    for (const { localId } of locals) {
      const sent = this.sent.get(localId)!;
      sent.calls--;
      if (sent.leaving) this.leave(localId);
    }
  }

  private leave(localId: number): void {
    const sent = this.sent.get(localId);
    if (sent === undefined) return;
    sent.leaving = true;
    if (sent.calls > 0) return;
    this.sent.delete(localId);
    // An engine that has stopped has let go of everything.
    this.backend.releaseLocal([localId]).catch(() => undefined);
  }
}

/** The rows of this side that a relation reads. */
function localsOf(relation: Relation): LocalRelation[] {
  const seen = new Set<Relation>([relation]);
  const locals: LocalRelation[] = [];
  for (const each of seen) {
    if (each.kind === 'local') locals.push(each);
    for (const input of inputsOf(each)) seen.add(input);
  }
  return locals;
}
