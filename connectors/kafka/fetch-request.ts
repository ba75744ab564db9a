import { createRequire } from 'node:module';
import type { FetchSettings } from './fetch-settings.ts';
import type { AbortedTransaction, FetchRequest, FetchedRecords } from './kafka-port.ts';

const require = createRequire(import.meta.url);

/** The newest fetch request that kafkajs can write; brokers know it since Kafka 2.3. */
export const FETCH_VERSION = 11;

/** What kafkajs sends and how it reads the answer. */
export interface ProtocolRequest {
  readonly request: unknown;
  readonly requestTimeout: number;
  readonly response: {
    decode(payload: Buffer): Promise<FetchAnswer>;
    parse(answer: FetchAnswer): Promise<FetchAnswer>;
  };
}

export interface FetchAnswer extends FetchedRecords {
  readonly errorCode: number;
  readonly clientSideThrottleTime: number;
}

/** A fetch of one partition whose records are left as bytes: kafkajs would make an object of each. */
export function fetchRequest(
  { topic, partition, offset, maxBytes }: FetchRequest,
  committed: boolean,
  { minBytes, maxWaitMs }: Pick<FetchSettings, 'minBytes' | 'maxWaitMs'>,
): ProtocolRequest {
  const write = require(`kafkajs/src/protocol/requests/fetch/v${FETCH_VERSION}/request`) as (fields: object) => unknown;
  return {
    request: write({
      replicaId: -1,
      maxWaitTime: maxWaitMs,
      minBytes,
      maxBytes,
      isolationLevel: committed ? 1 : 0,
      topics: [{ topic, partitions: [{ partition, fetchOffset: offset, maxBytes }] }],
    }),
    requestTimeout: 10_000,
    response: { decode: async (payload) => readAnswer(payload), parse: async (answer) => answer },
  };
}

/** Fetch Response (Version: 11) of one partition; Kafka protocol guide. */
function readAnswer(payload: Buffer): FetchAnswer {
  let at = 0;
  const int16 = (): number => payload.readInt16BE((at += 2) - 2);
  const int32 = (): number => payload.readInt32BE((at += 4) - 4);
  const int64 = (): bigint => payload.readBigInt64BE((at += 8) - 8);
  const clientSideThrottleTime = int32();
  const sessionError = int16();
  int32();
  const topics = int32();
  if (topics === 0) return { ...NOTHING, errorCode: sessionError, clientSideThrottleTime };
  const nameBytes = int16();
  at += nameBytes;
  int32();
  int32();
  const errorCode = int16();
  at += 24;
  const aborted: AbortedTransaction[] = [];
  for (let left = int32(); left > 0; left--) aborted.push({ producerId: int64(), firstOffset: Number(int64()) });
  int32();
  const size = int32();
  const start = payload.byteOffset + at;
  const bytes = size <= 0 ? NOTHING.bytes : new Uint8Array(payload.buffer, start, size);
  return { outOfRange: errorCode === OFFSET_OUT_OF_RANGE, bytes, aborted, errorCode, clientSideThrottleTime };
}

export const OFFSET_OUT_OF_RANGE = 1;

const NOTHING: FetchedRecords = { outOfRange: false, bytes: new Uint8Array(0), aborted: [] };
