import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { sessionOn } from '../stream/inline-session.ts';

async function lineServer(): Promise<{ port: number; say(text: string): void; close(): void }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    say: (text) => sockets.forEach((socket) => socket.write(text)),
    close: () => {
      sockets.forEach((socket) => socket.destroy());
      server.close();
    },
  };
}

test('lines of a socket become rows, cut at line breaks and not at packets', async () => {
  const server = await lineServer();
  const session = await sessionOn(systemClock, nodeFileSystem());
  const lines = session.readStream
    .format('socket')
    .options({ host: '127.0.0.1', port: String(server.port), includeTimestamp: 'true' });
  const query = await lines.load().writeStream.format('memory').queryName('lines').start();
  const rows = async (count: number): Promise<unknown[]> => {
    for (;;) {
      await query.processAllAvailable();
      const found = query.lastProgress === null ? [] : await session.table('lines').collect();
      if (found.length >= count) return found.map((row) => row['value']);
    }
  };
  await query.processAllAvailable();
  server.say('one\r\ntwo\nthr');
  expect(await rows(2)).toEqual(['one', 'two']);
  server.say('ee é');
  server.say('\n');
  expect(await rows(3)).toEqual(['one', 'two', 'three é']);
  expect((await session.table('lines').collect())[0]!['timestamp']).toBeInstanceOf(Date);
  await query.stop();
  server.close();
});

test('a socket that nobody listens on fails the query with the address and the cure', async () => {
  const session = await sessionOn(systemClock, nodeFileSystem());
  const query = await session.readStream
    .format('socket')
    .options({ host: '127.0.0.1', port: '1' })
    .load()
    .writeStream.format('noop')
    .start();
  await expect(query.awaitTermination()).rejects.toThrow(/127\.0\.0\.1:1[\s\S]*nc -lk/);
});
