import type { TopicIds } from './kafka-port.ts';

/** The oldest metadata request whose answer has topic ids (Kafka 2.8, KIP-516); kafkajs stops at 6. */
export const METADATA_VERSION = 10;

const API_KEY = 3;
const ID_BYTES = 16;
const NO_ID = Buffer.alloc(ID_BYTES);

/** What kafkajs sends and how it reads the answer. */
interface IdsRequest {
  readonly request: unknown;
  readonly response: {
    decode(payload: Buffer): Promise<TopicIds>;
    parse(ids: TopicIds): Promise<TopicIds>;
  };
}

/**
 * Metadata Request (Version: 10): the ids of topics. Its header and its fields are of the flexible kind that kafkajs does
 * not know: each structure ends with tagged fields, of which there are none.
 *
 * Kafka protocol guide; KIP-482.
 */
export function topicIdsRequest(topics: readonly string[]): IdsRequest {
  return {
    request: {
      apiKey: API_KEY,
      apiVersion: METADATA_VERSION,
      apiName: 'Metadata',
      encode: async () => encoded(requestBytes(topics)),
    },
    response: { decode: async (payload) => readIds(payload), parse: async (ids) => ids },
  };
}

/** As an encoder of kafkajs looks to the one that it is written into. */
const encoded = (bytes: Buffer): unknown => ({ buf: bytes, buffer: bytes });

function requestBytes(topics: readonly string[]): Buffer {
  const end = Buffer.from([0]);
  const parts: Buffer[] = [end, varint(topics.length + 1)];
  for (const topic of topics) {
    const name = Buffer.from(topic);
    parts.push(NO_ID, varint(name.length + 1), name, end);
  }
  // no automatic creation, no authorized operations of cluster and topics
  return Buffer.concat([...parts, Buffer.from([0, 0, 0]), end]);
}

/** The ids of the topics that exist. */
function readIds(payload: Buffer): TopicIds {
  let at = 0;
  const skip = (bytes: number): void => void (at += bytes);
  const int16 = (): number => payload.readInt16BE((at += 2) - 2);
  const unsigned = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = payload[at++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  /** Lengths are written one larger, so that 0 is null. */
  const length = (): number => Math.max(0, unsigned() - 1);
  const tags = (): void => {
    for (let left = unsigned(); left > 0; left--) {
      unsigned();
      skip(unsigned());
    }
  };
  tags();
  skip(4);
  for (let left = length(); left > 0; left--) {
    skip(4);
    skip(length());
    skip(4);
    skip(length());
    tags();
  }
  skip(length());
  skip(4);
  const ids = new Map<string, string>();
  for (let left = length(); left > 0; left--) {
    const errorCode = int16();
    const nameBytes = length();
    const name = payload.toString('utf8', at, at + nameBytes);
    skip(nameBytes);
    const id = payload.subarray(at, at + ID_BYTES);
    skip(ID_BYTES + 1);
    for (let partitions = length(); partitions > 0; partitions--) {
      skip(14);
      for (let list = 0; list < 3; list++) skip(4 * length());
      tags();
    }
    skip(4);
    tags();
    if (errorCode === 0 && !id.equals(NO_ID)) ids.set(name, id.toString('base64url'));
  }
  return ids;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return Buffer.from([...bytes, value]);
}
