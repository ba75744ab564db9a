import { randomUUID } from 'node:crypto';
import type { ViewClient } from '../../engine/spi/view-port.ts';
import type { CommMessage, OpenView, ViewHost, Views } from './view-host.ts';
import { systemClock, type ViewClock } from './clock.ts';
import { COMM_TARGET, type KernelMessage, type OpenMessage, type ViewMessage } from './protocol.ts';
import { listenForEngine } from './port-server.ts';
import { QueryDisplay } from './query-display.ts';
import { QueryRecord } from './query-record.ts';
import { firstTab } from './snapshot.ts';
import { ViewSession } from './view-session.ts';

export { staticChartBundle, staticTableBundle } from './static-table.ts';

/** Listens for the engine on the host's socket and draws its queries. */
export async function createViews(host: ViewHost): Promise<Views> {
  const port = await listenForEngine(host.viewSocket);
  return createViewsOf(port.client, host, systemClock);
}

/** The views over any port to an engine and any clock. */
export function createViewsOf(client: ViewClient, host: Pick<ViewHost, 'publish'>, clock: ViewClock): Views {
  return new LiveViews(client, host, clock);
}

interface OpenSession {
  readonly queryId: string;
  readonly viewId: string | null;
  readonly session: ViewSession;
}

interface OpenDisplay {
  readonly display: QueryDisplay;
  readonly cellId: string | undefined;
}

class LiveViews implements Views {
  private readonly client: ViewClient;
  private readonly host: Pick<ViewHost, 'publish'>;
  private readonly clock: ViewClock;
  private readonly records = new Map<string, QueryRecord>();
  private readonly displays = new Map<string, OpenDisplay>();
  private readonly sessions = new Map<string, OpenSession>();
  private readonly watched = new Set<string>();
  /** Runs that continue a query under a new id. */
  private readonly continues = new Map<string, string>();

  constructor(client: ViewClient, host: Pick<ViewHost, 'publish'>, clock: ViewClock) {
    this.client = client;
    this.host = host;
    this.clock = clock;
    client.onEvent((event) => {
      const queryId = this.continues.get(event.query.queryId) ?? event.query.queryId;
      const record = this.record(queryId);
      const before = record.latest;
      record.take(event);
      const turned = before?.state !== record.latest?.state || before?.runId !== record.latest?.runId;
      this.tell(queryId, turned);
    });
  }

  openView({ view, parent, cellId }: OpenView): void {
    const record = this.record(view.queryId);
    const displayId = randomUUID();
    const display = new QueryDisplay(view, record, this.clock, {
      displayId,
      publish: (data, update) =>
        this.host.publish({
          type: update ? 'update_display_data' : 'display_data',
          parent,
          content: { data, metadata: {}, transient: { display_id: displayId } },
        }),
      watched: () => this.watched.has(view.queryId),
      ended: (bundle) => {
        for (const open of this.sessions.values()) if (open.viewId === displayId) open.session.keep(bundle);
      },
    });
    this.displays.set(displayId, { display, cellId });
    display.open();
    if (record.latest === null) {
      void this.load(record).then((known) => (known ? display.stateChanged() : undefined));
    }
  }

  commOpen(message: CommMessage): void {
    // what a page sends is looked at where it is used
    const open = message.data as unknown as OpenMessage;
    if (typeof open?.queryId !== 'string') return this.publish(message, 'comm_close', {});
    void this.openSession(message, open);
  }

  private async openSession(message: CommMessage, open: OpenMessage): Promise<void> {
    const record = this.record(open.queryId);
    // a cell may show a query before the engine has said a word about it
    const known = record.latest !== null || (await this.load(record)) || this.viewFor(open) !== null;
    if (!known) {
      this.records.delete(open.queryId);
      this.publish(message, 'comm_msg', { type: 'gone', queryId: open.queryId });
      return;
    }
    this.watched.add(open.queryId);
    const viewId = this.viewFor(open);
    const view = (viewId === null ? null : this.displays.get(viewId)?.display.view) ?? { queryId: open.queryId };
    const send = (data: KernelMessage) => this.publish(message, 'comm_msg', data);
    const session = new ViewSession(record, view, open.tab ?? firstTab(view), this.clock, {
      send,
      stop: () => this.ask(session, this.client.stop(record.engineId)),
      restart: () => this.ask(session, this.restart(record)),
      lost: () => {
        this.sessions.delete(message.commId);
        this.publish(message, 'comm_close', {});
      },
    });
    this.sessions.set(message.commId, { queryId: open.queryId, viewId, session });
    if (open.paused === true) session.hold();
    await session.sendState();
  }

  commMessage(message: CommMessage): void {
    const open = this.sessions.get(message.commId);
    if (open) open.session.receive(message.data as ViewMessage);
  }

  commClose(message: CommMessage): void {
    this.sessions.get(message.commId)?.session.close();
    this.sessions.delete(message.commId);
  }

  comms(): readonly string[] {
    return [...this.sessions.keys()];
  }

  async stopQuery(queryId: string): Promise<void> {
    await this.client.stop(this.records.get(queryId)?.engineId ?? queryId).catch(() => undefined);
  }

  cellStarted(cellId: string): void {
    for (const [displayId, open] of this.displays) {
      if (open.cellId !== cellId) continue;
      open.display.close();
      this.displays.delete(displayId);
    }
  }

  cellsDeleted(cellIds: readonly string[]): void {
    for (const cellId of cellIds) this.cellStarted(cellId);
  }

  sessionRestarted(reason: string): void {
    for (const [queryId, record] of this.records) {
      record.end(reason, this.clock.now());
      this.tell(queryId, true);
    }
  }

  shutdown(): Promise<void> {
    for (const record of this.records.values()) record.end('The kernel was shut down.', this.clock.now());
    for (const { display } of this.displays.values()) display.finish();
    for (const { session } of this.sessions.values()) session.close();
    return Promise.resolve();
  }

  private record(queryId: string): QueryRecord {
    let record = this.records.get(queryId);
    if (!record) {
      record = new QueryRecord(queryId, this.client, () => this.clock.now());
      this.records.set(queryId, record);
    }
    return record;
  }

  private async load(record: QueryRecord): Promise<boolean> {
    return record.load().catch(() => false);
  }

  /** The view that a page shows, or the newest of its query. */
  private viewFor(open: OpenMessage): string | null {
    if (open.viewId && this.displays.has(open.viewId)) return open.viewId;
    for (const [displayId, { display }] of [...this.displays].reverse()) {
      if (display.view.queryId === open.queryId) return displayId;
    }
    return null;
  }

  private tell(queryId: string, turned: boolean): void {
    for (const open of this.sessions.values()) {
      if (open.queryId !== queryId) continue;
      if (turned) void open.session.sendState();
      else open.session.offer();
    }
    for (const { display } of this.displays.values()) {
      if (display.view.queryId !== queryId) continue;
      if (turned) void display.stateChanged();
      else display.batch();
    }
  }

  private async restart(record: QueryRecord): Promise<void> {
    const next = await this.client.restart(record.engineId);
    if (typeof next !== 'string' || next === record.engineId) return;
    record.engineId = next;
    this.continues.set(next, record.queryId);
    this.records.delete(next);
    if (await this.load(record)) this.tell(record.queryId, true);
  }

  private ask(session: ViewSession, request: Promise<void>): void {
    request.catch((error: unknown) => session.notice(error instanceof Error ? error.message : String(error)));
  }

  private publish(message: CommMessage, type: 'comm_msg' | 'comm_close', data: object): void {
    const content = { comm_id: message.commId, data: data as Record<string, unknown>, target_name: COMM_TARGET };
    this.host.publish({ type, parent: message.parent, content });
  }
}
