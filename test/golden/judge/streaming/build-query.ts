import { F, type DataFrame, type MillraceSession } from '../../../../index.ts';
import { fromJsonValue } from '../../../../engine/types/json-value.ts';
import { parseSchema } from '../../../../engine/types/ddl.ts';
import { batchOf } from '../../../../engine/columnar/vector-builder.ts';
import type { CaseSource, Operation } from './streaming-case.ts';

/** An operation that does not exist here. */
export class UnsupportedOperation extends Error {}

/** The DataFrame of a list of operations, by the public API. */
export function buildQuery(operations: readonly Operation[], sources: ReadonlyMap<string, DataFrame>): DataFrame {
  let df: DataFrame | null = null;
  for (const operation of operations) df = apply(df, operation, sources);
  return df!;
}

type Names = readonly string[] | null;

function apply(df: DataFrame | null, o: Operation, sources: ReadonlyMap<string, DataFrame>): DataFrame {
  const expressions = (key: string): ReturnType<typeof F.expr>[] => ((o[key] as string[]) ?? []).map(F.expr);
  const right = (): DataFrame => buildQuery(o['right'] as Operation[], sources);
  if (o.op === 'from') return sources.get(o['source'] as string)!;
  const input = df!;
  switch (o.op) {
    case 'withWatermark':
      return input.withWatermark(o['col'] as string, o['delay'] as string);
    case 'selectExpr':
      return input.selectExpr(o['exprs'] as string[]);
    case 'filter':
      return input.filter(o['expr'] as string);
    case 'withColumn':
      return input.withColumn(o['name'] as string, F.expr(o['expr'] as string));
    case 'drop':
      return input.drop(...(o['cols'] as string[]));
    case 'alias':
      return input.alias(o['name'] as string);
    case 'groupBy':
      return input.groupBy(...expressions('keys')).agg(...expressions('agg'));
    case 'rollup':
      return input.rollup(...expressions('keys')).agg(...expressions('agg'));
    case 'cube':
      return input.cube(...expressions('keys')).agg(...expressions('agg'));
    case 'pivot':
      return input
        .groupBy(...expressions('keys'))
        .pivot(o['col'] as string)
        .agg(...expressions('agg'));
    case 'dropDuplicates':
      return input.dropDuplicates(...((o['cols'] as Names) ?? []));
    case 'dropDuplicatesWithinWatermark':
      return input.dropDuplicatesWithinWatermark(...((o['cols'] as Names) ?? []));
    case 'distinct':
      return input.distinct();
    case 'join': {
      const on = o['on'] as string | string[] | null;
      if (on === null) return input.crossJoin(right());
      return input.join(right(), Array.isArray(on) ? on : F.expr(on), o['how'] as string);
    }
    case 'union':
      return input.union(right());
    case 'unionByName':
      return input.unionByName(right());
    case 'intersect':
      return input.intersect(right());
    case 'subtract':
      return input.subtract(right());
    case 'exceptAll':
      return input.exceptAll(right());
    case 'sample':
      return input.sample(o['fraction'] as number, o['seed'] as number);
    case 'limit':
      return input.limit(o['n'] as number);
    case 'offset':
      return input.offset(o['n'] as number);
    case 'orderBy':
      return input.orderBy(...expressions('exprs'));
    case 'repartition':
      return input.repartition(o['n'] as number);
    default:
      throw new UnsupportedOperation(o.op);
  }
}

/** The DataFrames of a case's sources, and how to feed its streams. */
export function openSources(
  session: MillraceSession,
  declared: Readonly<Record<string, CaseSource>>,
): {
  readonly frames: Map<string, DataFrame>;
  readonly feed: (added: Readonly<Record<string, readonly (readonly unknown[])[]>>) => Promise<void>;
} {
  const frames = new Map<string, DataFrame>();
  const streams = new Map<
    string,
    { streamId: string; scalars: (rows: readonly (readonly unknown[])[]) => unknown[][] }
  >();
  for (const [name, source] of Object.entries(declared)) {
    const schema = parseSchema(source.schema);
    const scalars = (rows: readonly (readonly unknown[])[]): unknown[][] =>
      rows.map((row) => row.map((value, i) => fromJsonValue(value, schema.fields[i]!.type)));
    let df: DataFrame;
    if (source.static !== undefined) {
      df = session.localDataFrame(schema, [batchOf(schema, scalars(source.static))]);
    } else {
      const stream = session.memoryStream(name, schema);
      streams.set(name, { streamId: stream.streamId, scalars });
      df = stream.toDF();
    }
    frames.set(name, source.watermark == null ? df : df.withWatermark(...source.watermark));
  }
  const feed = async (added: Readonly<Record<string, readonly (readonly unknown[])[]>>): Promise<void> => {
    await session.backend.embedded!.feed(
      Object.entries(added).map(([name, rows]) => {
        const { streamId, scalars } = streams.get(name)!;
        return { streamId, rows: scalars(rows) };
      }),
    );
  };
  return { frames, feed };
}
