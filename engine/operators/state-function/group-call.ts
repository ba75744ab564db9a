import { emptyBatch } from '../../columnar/empty-batch.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import { array, BOOLEAN, LONG, struct, type StructType } from '../../types/data-type.ts';
import { groupAnswer } from '../../types/group-answer.ts';

const structOf = (attributes: readonly Attribute[]): StructType =>
  struct(attributes.map(({ name, type, nullable }) => ({ name, type, nullable })));

/** What is known of each group. */
export interface GroupFacts {
  readonly keys: readonly Vector[];
  /** The columns of all rows; null where there are none. */
  readonly rows: readonly Vector[] | null;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly state: readonly Vector[];
  /** By group: 1 where it has a state. */
  readonly exists: Uint8Array;
  readonly timedOut: Uint8Array;
  /** Milliseconds, null where there is no event time. */
  readonly watermarkMs: number | null;
  readonly nowMs: number;
}

/** The types of a group's call. */
export class GroupCall {
  private readonly keys: readonly Attribute[];
  private readonly rows: readonly Attribute[];
  private readonly state: readonly Attribute[];
  /** What comes back for a group. */
  readonly answer: StructType;

  constructor(
    keys: readonly Attribute[],
    rows: readonly Attribute[],
    state: readonly Attribute[],
    output: readonly Attribute[],
  ) {
    this.keys = keys;
    this.rows = rows;
    this.state = state;
    this.answer = groupAnswer(structOf(output), structOf(state));
  }

  /** One row a group: key, rows, state, whether it timed out, watermark, processing time. */
  arguments(facts: GroupFacts): RecordBatch {
    const { keys, rows, state } = this;
    const length = facts.ends.length;
    const schema = struct([
      { name: 'key', type: structOf(keys.map((key, i) => ({ ...key, name: String(i) }))), nullable: false },
      { name: 'rows', type: array(structOf(rows), false), nullable: false },
      { name: 'state', type: structOf(state), nullable: true },
      { name: 'timedOut', type: BOOLEAN, nullable: false },
      { name: 'watermarkMs', type: LONG, nullable: true },
      { name: 'nowMs', type: LONG, nullable: false },
    ]);
    const children = facts.rows ?? emptyBatch(rows).columns;
    const { watermarkMs } = facts;
    const columns: Vector[] = [
      { layout: 'struct', valid: null, children: facts.keys },
      {
        layout: 'list',
        valid: null,
        starts: facts.starts,
        ends: facts.ends,
        items: { layout: 'struct', valid: null, children },
      },
      { layout: 'struct', valid: facts.exists, children: facts.state },
      { layout: 'bool', valid: null, data: facts.timedOut },
      longs(watermarkMs ?? 0, length, watermarkMs !== null),
      longs(facts.nowMs, length, true),
    ];
    return { schema, columns, length };
  }
}

function longs(value: number, length: number, isThere: boolean): Vector {
  const data = new BigInt64Array(length).fill(BigInt(value));
  return { layout: 'i64', valid: isThere ? null : new Uint8Array(length), data };
}
