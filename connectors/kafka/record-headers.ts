import type { RecordBlock } from './record-block.ts';

const decoder = new TextDecoder();

/** The headers of a record as [key, value] pairs, null when it has none, as Spark gives them. */
export function recordHeaders({ bytes, headersAt }: RecordBlock, row: number): [string, Uint8Array | null][] | null {
  let at = headersAt[row]!;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
    }
  };
  const count = varint();
  if (count === 0) return null;
  const headers: [string, Uint8Array | null][] = [];
  for (let i = 0; i < count; i++) {
    const keyLength = varint();
    const key = decoder.decode(bytes.subarray(at, at + keyLength));
    at += keyLength;
    const valueLength = varint();
    headers.push([key, valueLength < 0 ? null : bytes.slice(at, at + valueLength)]);
    at += Math.max(0, valueLength);
  }
  return headers;
}
