import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ViewEvent } from '../../../engine/spi/view-port.ts';
import { connectToViewer } from '../../../kernel/views/port-client.ts';
import { encodeFrame, FrameReader } from '../../../kernel/views/port-frames.ts';
import { listenForEngine } from '../../../kernel/views/port-server.ts';
import { orderRows, ScriptedEngine } from './scripted-engine.ts';

const START = Date.parse('2026-03-01T12:00:00Z');
const path = () => join(tmpdir(), `mr-port-${randomUUID().slice(0, 8)}.sock`);
const script = { queryId: 'q', startMs: START, rows: (batch: number) => orderRows(batch, START) };

async function until(check: () => boolean): Promise<void> {
  while (!check()) await new Promise((resolve) => setImmediate(resolve));
}

describe('the frames of the port', () => {
  it('survive any cut of the bytes', () => {
    const messages = [1, 2, 3].map((id) => ({
      kind: 'reply' as const,
      id,
      value: { text: 'x'.repeat(id * 1000), big: 2n ** 60n },
    }));
    const bytes = Buffer.concat(messages.map(encodeFrame));
    for (const step of [1, 3, 7, 1000, bytes.length]) {
      const reader = new FrameReader();
      const read: unknown[] = [];
      for (let at = 0; at < bytes.length; at += step) read.push(...reader.read(bytes.subarray(at, at + step)));
      expect(read).toEqual(messages);
    }
  });
});

describe('the port', () => {
  it('carries events and requests, and says so when the engine does not know', async () => {
    const server = await listenForEngine(path());
    expect(await server.client.page('q', { offset: 0, limit: 3 })).toBeNull();
    await server.close();
  });

  it('goes on with a second engine after the first one died', async () => {
    const socket = path();
    const server = await listenForEngine(socket);
    const events: ViewEvent[] = [];
    let ends = 0;
    server.client.onEvent((event) => events.push(event));
    server.onDisconnect(() => ends++);

    const first = connectToViewer(socket);
    const engine = new ScriptedEngine(first, script);
    engine.step();
    engine.step();
    // both were published before the connection stood: only the newest of a query is kept
    await until(() => events.length === 1);
    expect(events[0]).toMatchObject({ kind: 'batch', trace: { batchId: 1 } });
    expect((await server.client.page('q', { offset: 0, limit: 3 }))?.rows).toHaveLength(3);
    expect((await server.client.query('q'))?.traces).toHaveLength(2);

    first.close();
    await until(() => ends === 1);
    expect(await server.client.query('q')).toBeNull();
    await expect(server.client.restart('q')).rejects.toThrow('The engine is not running.');

    const second = connectToViewer(socket);
    new ScriptedEngine(second, { ...script, queryId: 'r' }).step();
    await until(() => events.length === 2);
    expect(await server.client.query('q')).toBeNull();
    expect((await server.client.list()).map((query) => query.queryId)).toEqual(['r']);
    second.close();
    await server.close();
  });

  it('waits for a viewer that starts later or again', async () => {
    const socket = path();
    const client = connectToViewer(socket);
    const engine = new ScriptedEngine(client, script);
    engine.step();
    for (let round = 0; round < 2; round++) {
      const server = await listenForEngine(socket);
      await until(() => server.connected);
      expect((await server.client.query('q'))?.query.name).toBe('orders_per_minute');
      await server.close();
    }
    client.close();
  });
});
