/** A worker thread of the session process that stands in for the engine: it plays queries to the kernel's views. */
import { workerData } from 'node:worker_threads';
import { connectToViewer } from '../../kernel/views/port-client.ts';
import { orderRows, ScriptedEngine } from '../kernel/views/scripted-engine.ts';

const { socket, queryIds, stepMs } = workerData as { socket: string; queryIds: string[]; stepMs: number };
const EPOCH = Date.parse('2026-03-01T12:00:00Z');

const port = connectToViewer(socket);
const engines = new Map(
  queryIds.map((queryId) => {
    const script = { queryId, startMs: EPOCH, rows: (batch: number) => orderRows(batch, EPOCH) };
    return [queryId, new ScriptedEngine({ publish: (event) => port.publish(event), serve: () => undefined }, script)];
  }),
);
port.serve({
  query: async (queryId) => (await engines.get(queryId)?.query(queryId)) ?? null,
  page: async (queryId, page) => (await engines.get(queryId)?.page(queryId, page)) ?? null,
  stop: async (queryId) => engines.get(queryId)?.stop(),
  restart: async (queryId) => engines.get(queryId)?.restart(),
  list: async () => [...engines.values()].map((engine) => engine.view()),
});
setInterval(() => {
  for (const engine of engines.values()) if (engine.state === 'running') engine.step();
}, stepMs);
