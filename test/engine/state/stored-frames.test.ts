import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LOCAL_FILES } from '../../../engine/runtime/local-file-store.ts';
import { FRAME, FRAME_HEADER, framesOf, sealFrame, type FrameKind } from '../../../engine/state/changelog-frame.ts';
import { framePlaces, payloadOf, stateFrames, type FramePlace } from '../../../engine/state/stored-frames.ts';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'millrace-frames-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function frame(kind: FrameKind, batchId: number, size: number): Uint8Array {
  const bytes = new Uint8Array(FRAME_HEADER + size).fill(batchId + 1, FRAME_HEADER);
  sealFrame(bytes, kind, batchId);
  return bytes;
}

/** Opens a file of some bytes, and closes it. */
async function opened<T>(
  bytes: Uint8Array,
  look: (file: Awaited<ReturnType<typeof LOCAL_FILES.open>>) => Promise<T>,
): Promise<T> {
  const path = join(folder, 'log');
  writeFileSync(path, bytes);
  const file = await LOCAL_FILES.open(path);
  try {
    return await look(file);
  } finally {
    await file.close();
  }
}

const LOG = Buffer.concat([
  frame(FRAME.plan, 0, 5),
  frame(FRAME.state, 0, 300_000),
  frame(FRAME.plan, 1, 0),
  frame(FRAME.state, 1, 10),
  frame(FRAME.state, 1, 262_144),
  frame(FRAME.digests, 2, 1),
  frame(FRAME.state, 2, 3),
]);

test.each([
  ['whole', LOG],
  ['with room behind it', Buffer.concat([LOG, new Uint8Array(100)])],
  ['torn', LOG.subarray(0, LOG.length - 1)],
  ['empty', LOG.subarray(0, 0)],
  ['of half a header', LOG.subarray(0, 9)],
])('the frames of a file that is %s are those of its bytes', async (_, bytes) => {
  const { frames } = framesOf(bytes);
  await opened(bytes, async (file) => {
    const places: FramePlace[] = [];
    for await (const place of framePlaces(file)) places.push(place);
    expect(places.map(({ kind, batchId }) => [kind, batchId])).toEqual(
      frames.map(({ kind, batchId }) => [kind, batchId]),
    );
    for (const [i, place] of places.entries())
      expect(await payloadOf(file, place)).toEqual(new Uint8Array(frames[i]!.payload));
  });
});

test('of a batch that ran again the last frame counts', async () => {
  const found = await opened(LOG, (file) => stateFrames(file, 1));
  expect(found.map(({ batchId, length }) => [batchId, length - FRAME_HEADER])).toEqual([[0, 300_000], [1, 262_144]]); // prettier-ignore
});

test('a frame that is not as it was written is none', async () => {
  const damaged = Buffer.from(LOG);
  damaged[1000]! ^= 4;
  const payloads = await opened(damaged, async (file) =>
    Promise.all((await stateFrames(file, 2)).map(async (place) => (await payloadOf(file, place))?.length ?? null)),
  );
  expect(payloads).toEqual([null, 262_144, 3]);
});
