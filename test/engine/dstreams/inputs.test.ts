import { mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { noted, rowsOf, stepUntil, streaming } from './streaming-context.ts';

const given = streaming();

/** A TCP server that hands over its connections. */
async function server(onConnection: (socket: Socket) => void): Promise<number> {
  const tcp = createServer((socket) => {
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((done) => tcp.listen(0, '127.0.0.1', done));
  onTestFinished(() => void tcp.close());
  return (tcp.address() as AddressInfo).port;
}

describe('socketTextStream', () => {
  test('gives the lines that a server sends', async () => {
    const port = await server((socket) => {
      socket.write('to be\r\nor n');
      socket.write('ot\nçã');
      socket.write('o\n');
    });
    const ssc = given().context();
    const gave = noted(ssc.socketTextStream('127.0.0.1', port));
    ssc.start();
    await stepUntil(ssc, () => rowsOf(gave).flat().length === 3);
    expect(rowsOf(gave).flat()).toEqual(['to be', 'or not', 'ção']);
    await ssc.stop(false);
  });

  test('connects again two seconds after the server has gone', async () => {
    let connections = 0;
    const port = await server((socket) => socket.end(`connection ${++connections}\n`));
    const ssc = given().context();
    const gave = noted(ssc.socketTextStream('127.0.0.1', port));
    ssc.start();
    await stepUntil(ssc, () => rowsOf(gave).flat().length >= 2);
    expect(rowsOf(gave).flat().slice(0, 2)).toEqual(['connection 1', 'connection 2']);
    await ssc.stop(false);
  });
});

describe('textFileStream', () => {
  const put = (folder: string, name: string, text: string, seconds: number): void => {
    const path = join(folder, name);
    writeFileSync(`${path}.part`, text);
    utimesSync(`${path}.part`, seconds, seconds);
    renameSync(`${path}.part`, path);
  };

  test('takes each file once, by its time of change, when it came after the start', async () => {
    const folder = join(given().folder, 'files');
    mkdirSync(folder);
    put(folder, 'old.txt', 'old\n', 99);
    const ssc = given().context(100_000);
    const gave = noted(ssc.textFileStream(folder));
    ssc.start();
    put(folder, 'one.txt', '1\n2\n', 101);
    put(folder, '.hidden', 'hidden\n', 101);
    put(folder, 'later.txt', 'later\n', 103);
    await ssc.step(2);
    put(folder, 'two.txt', '3', 101.5);
    await ssc.step(2);
    expect(gave).toEqual([
      [101_000, ['1', '2']],
      [102_000, []],
      [103_000, ['3', 'later']],
      [104_000, []],
    ]);
  });

  test('gives batches without rows for a folder that is not there', async () => {
    const ssc = given().context();
    const gave = noted(ssc.textFileStream(join(given().folder, 'nowhere')));
    ssc.start();
    await ssc.step(2);
    expect(rowsOf(gave)).toEqual([[], []]);
  });
});
