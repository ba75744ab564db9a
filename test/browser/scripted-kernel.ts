/**
 * A kernel that plays scripted queries through the real wire, the real port and the real views. A cell's text names a
 * scene; the browser tests look at what the page makes of it.
 */
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ViewOptions } from '../../engine/spi/host.ts';
import type { ViewPort, ViewRequests } from '../../engine/spi/view-port.ts';
import { createViews, staticTableBundle } from '../../kernel/views/index.ts';
import { connectToViewer } from '../../kernel/views/port-client.ts';
import { readConnection } from '../../kernel/wire/connection.ts';
import type { Message } from '../../kernel/wire/message.ts';
import { serve, type Channel, type WireServer } from '../../kernel/wire/server.ts';
import { orderRows, ScriptedEngine, type Script } from '../kernel/views/scripted-engine.ts';

const STEP_MS = 400;
const HOSTILE =
  '<img src=x onerror="window.__pwned=1">\'"`${window.__pwned=2}\u2028</script><script>window.__pwned=3</script>';

const engines = new Map<string, ScriptedEngine>();
const timers = new Map<string, NodeJS.Timeout>();
let server: WireServer | undefined;
let executions = 0;

const viewSocket = join(tmpdir(), `mr-scripted-${randomUUID().slice(0, 8)}.sock`);
const views = await createViews({
  viewSocket,
  publish: ({ type, parent, content }) => server?.publish(parent, type, content),
});
const port = connectToViewer(viewSocket);
port.serve(dispatch());
server = await serve(readConnection(process.argv[2] as string), handle);
server.publish({}, 'status', { execution_state: 'starting' });

/** One port for all scripted queries. */
function dispatch(): ViewRequests {
  const engine = (queryId: string) => engines.get(queryId);
  return {
    query: async (queryId) => (await engine(queryId)?.query(queryId)) ?? null,
    page: async (queryId, page) => (await engine(queryId)?.page(queryId, page)) ?? null,
    stop: async (queryId) => {
      clearInterval(timers.get(queryId));
      await engine(queryId)?.stop();
    },
    restart: async (queryId) => {
      await engine(queryId)?.restart();
      play(queryId);
    },
    list: async () => [...engines.values()].map((item) => item.view()),
  };
}

function play(queryId: string): void {
  clearInterval(timers.get(queryId));
  timers.set(
    queryId,
    setInterval(() => engines.get(queryId)?.step(), STEP_MS),
  );
}

function start(
  script: Omit<Script, 'queryId' | 'startMs'> & { startMs?: number },
  batches: number,
  live = true,
): ScriptedEngine {
  const queryId = randomUUID();
  const startMs = script.startMs ?? Math.floor(Date.now() / 1000) * 1000 - batches * 2000;
  const lonely: ViewPort = { publish: (event) => port.publish(event), serve: () => undefined };
  const engine = new ScriptedEngine(lonely, { ...script, queryId, startMs });
  engines.set(queryId, engine);
  for (let batch = 0; batch < batches; batch++) engine.step();
  if (live) play(queryId);
  return engine;
}

/** A day whose minutes are known: every number of batch N follows from N. */
const EPOCH = Date.parse('2026-03-01T12:00:00Z');
const known = (batchId: number) => orderRows(batchId, EPOCH);
const today = (Math.floor(Date.now() / 60_000) - 12) * 60_000;

function scene(name: string, open: (view: Omit<ViewOptions, 'queryId'>, engine: ScriptedEngine) => void): void {
  const chart = { mark: 'line', x: 'window.start', y: 'total', color: 'country' } as const;
  switch (name) {
    case 'known':
      return open({ chart, tab: 'table' }, start({ startMs: EPOCH, rows: known }, 200));
    case 'orders':
      return open({ chart, tab: 'table' }, start({ startMs: today, rows: (batch) => orderRows(batch, today) }, 370));
    case 'bars':
      return open(
        { chart: { ...chart, mark: 'bar' } },
        start({ startMs: today, rows: (batch) => orderRows(batch, today) }, 370),
      );
    case 'spec': {
      const spec = {
        mark: { type: 'circle' },
        encoding: {
          x: { field: 'orders', type: 'quantitative' },
          y: { field: 'total', type: 'quantitative' },
          color: { field: 'country' },
        },
      };
      return open({ spec }, start({ startMs: today, rows: (batch) => orderRows(batch, today) }, 370));
    }
    case 'behind':
      return open({}, start({ startMs: today, rows: (batch) => orderRows(batch, today), batchMs: () => 6100 }, 62));
    case 'waiting':
      return open(
        {},
        start(
          {
            name: 'closed_windows',
            outputMode: 'append',
            rows: () => [],
          },
          9,
        ),
      );
    case 'hostile': {
      const columns = [
        { name: HOSTILE, type: 'string' },
        { name: '__proto__', type: 'bigint' },
        { name: 'a.b"]', type: 'timestamp' },
      ];
      const rows = (batch: number) =>
        ['x', HOSTILE, '__proto__', '$5 and $10'].map((text, index) => [
          text,
          String(batch * 10 + index),
          '2026-03-01T12:00:00.5Z',
        ]);
      return open(
        { title: HOSTILE, chart: { mark: 'line', x: '`a.b"]`', y: '__proto__', color: HOSTILE } },
        start({ name: HOSTILE, columns, rows, watermarkDelayMs: null, why: () => HOSTILE }, 5),
      );
    }
    case 'failed': {
      const engine = start({ startMs: today, rows: (batch) => orderRows(batch, today) }, 57, false);
      open({}, engine);
      setTimeout(
        () =>
          engine.turn('failed', Date.now(), {
            condition: 'CAST_INVALID_INPUT',
            message: "The value '12,50' of column `amount` cannot be cast to DOUBLE.",
            where: 'cell [7], line 4',
            code: '.select(col("amount").cast("double"))\npartition 2, offset 88213   {"user":"u-9","amount":"12,50"}',
            hint: 'Use `try_cast` to get null instead, or mode `PERMISSIVE`.',
            batchId: 57,
            atMs: Date.now(),
          }),
        200,
      );
      return;
    }
    default:
      throw new Error(`There is no scene "${name}".`);
  }
}

function staticBundle(): Record<string, unknown> {
  const columns = [
    { name: 'ts', type: 'timestamp' },
    { name: 'user', type: 'string' },
    { name: 'amount', type: 'double' },
    { name: 'country', type: 'string' },
  ];
  const rows = Array.from({ length: 60 }, (_, index) => [
    new Date(EPOCH + index * 3120).toISOString(),
    `u-${(index * 7) % 23}`,
    12.5 * ((index % 9) + 1) + (index % 4) * 0.25,
    index % 11 === 5 ? null : ['PT', 'BR', 'ES'][index % 3]!,
  ]);
  return staticTableBundle({ columns, rows, total: 18432, ms: 312 });
}

function handle(channel: Channel, message: Message): void {
  const { header, content } = message;
  const status = (state: string) => server?.publish(header, 'status', { execution_state: state });
  const comm = () => ({
    commId: String(content['comm_id']),
    data: content['data'] as Record<string, unknown>,
    metadata: message.metadata,
    buffers: message.buffers,
    parent: header,
  });
  switch (header.msg_type) {
    case 'comm_open':
      return views.commOpen(comm());
    case 'comm_msg':
      return views.commMessage(comm());
    case 'comm_close':
      return views.commClose(comm());
  }
  status('busy');
  switch (header.msg_type) {
    case 'kernel_info_request':
      server?.reply(channel, message, 'kernel_info_reply', {
        status: 'ok',
        protocol_version: '5.5',
        implementation: 'scripted',
        implementation_version: '1',
        language_info: { name: 'typescript', version: '6', mimetype: 'text/typescript', file_extension: '.ts' },
        banner: 'scripted',
      });
      break;
    case 'comm_info_request': {
      const comms = Object.fromEntries(views.comms().map((id) => [id, { target_name: 'millrace.stream.v1' }]));
      server?.reply(channel, message, 'comm_info_reply', { status: 'ok', comms });
      break;
    }
    case 'execute_request': {
      executions++;
      const code = String(content['code']).trim();
      const cellId = message.metadata['cellId'] as string | undefined;
      server?.publish(header, 'execute_input', { code, execution_count: executions });
      if (cellId !== undefined) views.cellStarted(cellId);
      if (code === 'static') {
        server?.publish(header, 'display_data', { data: staticBundle(), metadata: {}, transient: {} });
      } else {
        scene(code, (view, engine) =>
          views.openView({
            view: { ...view, queryId: engine.view().queryId },
            parent: header,
            ...(cellId === undefined ? {} : { cellId }),
          }),
        );
      }
      server?.reply(channel, message, 'execute_reply', {
        status: 'ok',
        execution_count: executions,
        user_expressions: {},
        payload: [],
      });
      break;
    }
    case 'history_request':
      server?.reply(channel, message, 'history_reply', { status: 'ok', history: [] });
      break;
    case 'shutdown_request':
      void views.shutdown().then(() => {
        server?.reply(channel, message, 'shutdown_reply', { status: 'ok', restart: content['restart'] });
        setTimeout(() => process.exit(0), 100);
      });
      break;
  }
  status('idle');
}
