import type { BatchTrace } from '../../spi/view-port.ts';
import { errorDetail, type MillraceError } from '../../types/errors.ts';
import type { BackendEvents } from '../backend.ts';
import type { EngineSession } from './engine-session.ts';
import type { QueryRecord } from './query-record.ts';

/** Tells those who listen to a session, and those who look at it, what its queries do. */
export class QueryNews {
  private readonly session: Pick<EngineSession, 'events' | 'services'>;

  constructor(session: Pick<EngineSession, 'events' | 'services'>) {
    this.session = session;
  }

  batch(record: QueryRecord, progress: Parameters<BackendEvents['progress']>[1], trace: BatchTrace): void {
    const { events, services } = this.session;
    record.addTrace(trace);
    events.progress(record.execution.options.runId, progress);
    services.viewPort?.publish({ kind: 'batch', query: record.view(services.clock.now()), trace });
  }

  ended(record: QueryRecord, error: MillraceError | null): void {
    const { events, services } = this.session;
    record.end(error, services.clock.now());
    events.ended(record.execution.options.runId, error === null ? null : errorDetail(error));
    this.state(record);
  }

  /** It started, waits for something else, or ended. */
  state(record: QueryRecord): void {
    const { viewPort, clock } = this.session.services;
    viewPort?.publish({ kind: 'state', query: record.view(clock.now()) });
  }
}
