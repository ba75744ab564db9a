import type { ViewOptions } from '../../../engine/spi/host.ts';
import { createViewsOf } from '../../../kernel/views/index.ts';
import { createMemoryPort } from '../../../kernel/views/memory-port.ts';
import type { KernelMessage, ViewMessage } from '../../../kernel/views/protocol.ts';
import type { IopubMessage } from '../../../kernel/views/view-host.ts';
import { ManualClock, settle } from './manual-clock.ts';
import { orderRows, ScriptedEngine, type Script } from './scripted-engine.ts';

export const START = Date.parse('2026-03-01T12:00:00Z');
export const parent = {
  msg_id: 'cell-1',
  session: 's',
  username: 'u',
  date: '',
  msg_type: 'execute_request',
  version: '5.5',
};

/** A kernel's views over an engine that is played by hand, and what goes to the page. */
export function stage(script: Partial<Script> = {}) {
  const clock = new ManualClock();
  const port = createMemoryPort();
  const engine = new ScriptedEngine(port, {
    queryId: 'q',
    startMs: START,
    rows: (batch) => orderRows(batch, START),
    ...script,
  });
  const published: IopubMessage[] = [];
  const views = createViewsOf(port.client, { publish: (message) => void published.push(message) }, clock);
  const comm = (commId: string, data: object) => ({
    commId,
    data: data as Record<string, unknown>,
    metadata: {},
    buffers: [],
    parent,
  });
  return {
    clock,
    engine,
    views,
    published,
    displays: () => published.filter((message) => message.type.endsWith('display_data')),
    messages: (commId = 'c') =>
      published
        .filter((message) => message.type === 'comm_msg' && message.content['comm_id'] === commId)
        .map((message) => message.content['data'] as KernelMessage),
    async show(view: Partial<ViewOptions> = {}) {
      views.openView({ view: { queryId: 'q', ...view }, parent, cellId: 'cell-1' });
      await settle();
    },
    async attach(queryId = 'q', commId = 'c') {
      views.commOpen(comm(commId, { queryId, have: null }));
      await settle();
    },
    async say(message: ViewMessage, commId = 'c') {
      views.commMessage(comm(commId, message));
      await settle();
    },
  };
}
