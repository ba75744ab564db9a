import { describe, expect, it } from 'vitest';
import { MOST_BYTES } from '../../../kernel/views/bundle.ts';
import { MIME, type Payload } from '../../../kernel/views/protocol.ts';
import type { IopubMessage } from '../../../kernel/views/view-host.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';
import { settle } from './manual-clock.ts';
import { parent, stage, START } from './stage.ts';

const bundleOf = (message: IopubMessage) => message.content['data'] as Record<string, unknown>;
const payloadOf = (message: IopubMessage) => bundleOf(message)[MIME] as Payload;

describe('a view of a query', () => {
  it('puts an output under its cell at once, and fills it as soon as the engine answers', async () => {
    const { engine, displays, show } = stage();
    engine.step();
    await show();
    const [first, second] = displays();
    expect(first).toMatchObject({ type: 'display_data', parent });
    expect(second?.type ?? first?.type).toBeDefined();
    const last = displays().at(-1)!;
    expect(payloadOf(last)).toMatchObject({ queryId: 'q', state: 'running', head: { batchId: 0 } });
    expect(bundleOf(last)).toHaveProperty('text/html');
    expect(bundleOf(last)).toHaveProperty('text/plain');
  });

  it('answers an opened comm with everything, and an unknown query with gone', async () => {
    const { engine, messages, show, attach } = stage();
    for (let batch = 0; batch < 5; batch++) engine.step();
    await show();
    await attach();
    expect(messages()[0]).toMatchObject({
      type: 'state',
      frame: { batchId: 4, head: { line: 'running · batch 4 · every 2 s' } },
    });
    await attach('never', 'd');
    expect(messages('d')).toEqual([{ type: 'gone', queryId: 'never' }]);
  });

  it('sends table and header of one batch, at most four times a second and two unanswered', async () => {
    const { clock, engine, messages, attach, say } = stage();
    engine.step();
    await attach();
    for (let batch = 0; batch < 20; batch++) {
      engine.step();
      await clock.advance(100);
    }
    const unanswered = messages().filter((message) => message.type === 'frame');
    expect(unanswered).toHaveLength(1);
    await say({ type: 'ack', seq: 2 });
    await clock.advance(1000);
    const frame = messages().at(-1);
    expect(frame).toMatchObject({ type: 'frame', seq: 3, frame: { batchId: 20, head: { batchId: 20 } } });
    const table = frame?.type === 'frame' ? frame.frame.table : null;
    expect(table?.rows).toHaveLength(4);
    expect(table?.rows[0]?.[0]).toBe('12:00 – 12:01');
  });

  it('names each batch on the timeline once, also those that no frame was sent of', async () => {
    const { clock, engine, messages, attach, say } = stage();
    await attach();
    for (let batch = 0; batch < 30; batch++) {
      engine.step();
      await clock.advance(90);
      await say({ type: 'ack', seq: 1000 });
    }
    await clock.advance(1000);
    const bars = messages().flatMap((message) =>
      message.type === 'frame' || message.type === 'state' ? message.frame.bars : [],
    );
    expect(bars.map((bar) => bar.batchId)).toEqual(Array.from({ length: 30 }, (_, index) => index));
  });

  it('pages, sorts and filters in the engine', async () => {
    const { engine, messages, attach, say } = stage();
    for (let batch = 0; batch < 200; batch++) engine.step();
    await attach();
    await say({ type: 'page', offset: 10, limit: 5 });
    expect(engine.pages.at(-1)).toEqual({ offset: 10, limit: 5 });
    await say({ type: 'sort', column: 2, descending: true });
    expect(engine.pages.at(-1)).toEqual({ offset: 0, limit: 5, sort: { column: 2, descending: true } });
    await say({ type: 'filter', text: 'PT' });
    expect(engine.pages.at(-1)).toMatchObject({ filter: 'PT' });
    const last = messages().at(-1);
    expect(last?.type === 'frame' && last.frame.table.rows.every((row) => row[1] === 'PT')).toBe(true);
    await say({ type: 'page', offset: -5, limit: 1e9 });
    expect(engine.pages.at(-1)).toMatchObject({ offset: 0, limit: 100 });
  });

  it('that is paused gets one last whole frame, and then figures only', async () => {
    const { clock, engine, messages, show, attach, say } = stage();
    engine.step();
    await show({ chart: { mark: 'line', x: 'window.start', y: 'total', color: 'country' }, tab: 'table' });
    await attach();
    engine.step();
    await say({ type: 'pause', paused: true });
    const hold = messages().at(-1);
    expect(hold).toMatchObject({ type: 'frame', hold: true, frame: { batchId: 1 } });
    expect(hold?.type === 'frame' && hold.frame.chartRows?.length).toBe(4);
    const before = messages().length;
    for (let batch = 0; batch < 5; batch++) {
      engine.step();
      await clock.advance(300);
      await say({ type: 'ack', seq: 1000 });
    }
    expect(messages().length).toBeGreaterThan(before);
    expect(
      messages()
        .slice(before)
        .every((message) => message.type === 'metrics'),
    ).toBe(true);
    await say({ type: 'pause', paused: false });
    expect(messages().at(-1)).toMatchObject({ type: 'frame', frame: { batchId: 6 } });
  });

  it('that is hidden gets figures every two seconds', async () => {
    const { clock, engine, messages, attach, say } = stage();
    engine.step();
    await attach();
    await say({ type: 'visible', visible: false });
    const before = messages().length;
    for (let batch = 0; batch < 60; batch++) {
      engine.step();
      await clock.advance(100);
      await say({ type: 'ack', seq: 1000 });
    }
    const hidden = messages().slice(before);
    expect(hidden.every((message) => message.type === 'metrics')).toBe(true);
    expect(hidden.length).toBeLessThanOrEqual(4);
  });

  it('stops its query, says so in the page and in the file, and starts it again', async () => {
    const { engine, messages, displays, show, attach, say } = stage();
    for (let batch = 0; batch < 30; batch++) engine.step();
    await show();
    await attach();
    await say({ type: 'stop' });
    await settle();
    expect(engine.stops).toBe(1);
    const state = messages().findLast((message) => message.type === 'state');
    expect(state).toMatchObject({ frame: { head: { state: 'stopped' } } });
    const saved = payloadOf(displays().at(-1)!);
    expect(saved.state).toBe('stopped');
    expect(saved.head?.line).toMatch(/^stopped · ran .* · 30 batches · [\d,]+ in · [\d,]+ out/);
    expect(saved.detached.note).toBe('Snapshot of batch 29: 4 of 4 rows are in the file. Run the cell to start again.');
    expect(messages().some((message) => message.type === 'snapshot')).toBe(true);
    await say({ type: 'restart' });
    expect(messages().at(-1)).toMatchObject({ type: 'state', frame: { head: { state: 'running' } } });
  });

  it('follows its query into a new run that has another id', async () => {
    const { engine, messages, attach, say } = stage();
    for (let batch = 0; batch < 3; batch++) engine.step();
    await attach();
    await say({ type: 'stop' });
    engine.renameOnRestart = 'q-2';
    await say({ type: 'restart' });
    engine.step();
    await settle();
    expect(messages().findLast((message) => message.type === 'state')).toMatchObject({
      runId: 'q-2-run-2',
      frame: { head: { state: 'running' } },
    });
    await say({ type: 'stop' });
    expect(engine.stops).toBe(2);
  });

  it('shows what failed, where and the cure', async () => {
    const { engine, messages, displays, show, attach } = stage();
    for (let batch = 0; batch < 3; batch++) engine.step();
    await show();
    await attach();
    engine.turn('failed', START, {
      condition: 'CAST_INVALID_INPUT',
      message: "[CAST_INVALID_INPUT] The value '12,50' of column `amount` cannot be cast to DOUBLE.",
      where: 'cell [7], line 4',
      code: '.select(col("amount").cast("double"))',
      hint: 'Use `try_cast` to get null instead.',
      batchId: 3,
      atMs: START,
    });
    await settle();
    const state = messages().findLast((message) => message.type === 'state');
    expect(state).toMatchObject({
      frame: { head: { state: 'failed', tone: 'bad' } },
      error: {
        condition: 'CAST_INVALID_INPUT',
        where: 'cell [7], line 4   .select(col("amount").cast("double"))',
        restartLabel: 'Restart from batch 3',
      },
    });
    const text = String(bundleOf(displays().at(-1)!)['text/plain']);
    expect(text).toContain("CAST_INVALID_INPUT: The value '12,50' of column amount cannot be cast to DOUBLE.");
    expect(text).toContain('Batch 2 is committed; batch 3 is not committed and runs again on restart.');
  });

  it('turns amber when three batches took longer than their trigger', async () => {
    const { engine, messages, attach } = stage({ batchMs: () => 6100 });
    for (let batch = 0; batch < 3; batch++) engine.step();
    await attach();
    expect(messages()[0]).toMatchObject({
      frame: {
        head: { tone: 'warn', warning: 'falling behind: +4.1 s per batch; try maxOffsetsPerTrigger or a coarser key' },
      },
    });
  });

  it('says that the session ended, keeps the rows, and leaves a file that says so', async () => {
    const { engine, views, messages, displays, show, attach } = stage();
    for (let batch = 0; batch < 3; batch++) engine.step();
    await show();
    await attach();
    views.sessionRestarted('The session process ended: out of memory.');
    await settle();
    expect(messages().findLast((message) => message.type === 'state')).toMatchObject({
      frame: { head: { state: 'stopped', why: [{ text: 'The session process ended: out of memory.' }] } },
    });
    expect(payloadOf(displays().at(-1)!)).toMatchObject({ state: 'stopped', table: { total: 4 } });
  });

  it('leaves last frames when the kernel shuts down, without asking the engine', async () => {
    const { engine, views, displays, show } = stage();
    for (let batch = 0; batch < 3; batch++) engine.step();
    await show();
    const asked = engine.pages.length;
    await views.shutdown();
    expect(engine.pages.length).toBe(asked);
    expect(payloadOf(displays().at(-1)!)).toMatchObject({ state: 'stopped' });
  });

  it('no longer writes into a cell that runs again', async () => {
    const { engine, views, displays, show } = stage();
    engine.step();
    await show();
    views.cellStarted('cell-1');
    const before = displays().length;
    engine.turn('stopped', START);
    await settle();
    expect(displays()).toHaveLength(before);
  });

  it('keeps within 64 KB whatever the stream holds', async () => {
    const columns = Array.from({ length: 60 }, (_, index) => ({
      name: `${HOSTILE_TEXTS[index % 20]}${index}`,
      type: 'string',
    }));
    const rows = () =>
      Array.from({ length: 500 }, (_, row) =>
        columns.map((_, index) => HOSTILE_TEXTS[(row + index) % HOSTILE_TEXTS.length]!),
      );
    const { engine, displays, show } = stage({ columns, rows });
    for (let batch = 0; batch < 120; batch++) engine.step();
    await show({ spec: { mark: 'point', encoding: {} } });
    engine.turn('stopped', START);
    await settle();
    for (let turn = 0; displays().length < 2 && turn < 200; turn++) await settle();
    expect(displays().length).toBeGreaterThan(1);
    for (const message of displays()) {
      expect(Buffer.byteLength(JSON.stringify(bundleOf(message)))).toBeLessThanOrEqual(MOST_BYTES);
    }
  });

  it('gives a bare chart no HTML, and a query an image of its chart', async () => {
    const { engine, displays, show } = stage();
    for (let batch = 0; batch < 60; batch++) engine.step();
    await show({ spec: { mark: 'point', encoding: { x: { field: 'orders', type: 'quantitative' } } } });
    await show({ chart: { mark: 'line', x: 'window.start', y: 'total', color: 'country' } });
    engine.turn('stopped', START);
    for (let turn = 0; turn < 20; turn++) await settle();
    const last = displays().slice(-2).map(bundleOf);
    const chart = last.find((bundle) => 'application/vnd.vegalite.v5+json' in bundle);
    expect(Object.keys(chart ?? {})).toEqual([MIME, 'application/vnd.vegalite.v5+json', 'image/svg+xml', 'text/plain']);
    const query = last.find((bundle) => 'text/html' in bundle);
    expect(String(query?.['text/html'])).toContain('<img alt="chart" src="data:image/svg+xml;base64,');
  });
});
