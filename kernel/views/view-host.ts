import type { ViewOptions } from '../../engine/spi/host.ts';
import type { Header, JsonObject } from '../wire/message.ts';

/**
 * The contract between the kernel process and `kernel/views`, which draws live queries there. The kernel process imports
 * `kernel/views/index.ts` once, calls its `createViews(host)`, and waits for it before user code may run, so that the
 * engine finds the socket open. Comm messages and events arrive outside the execute queue, also while a cell spins.
 */
export interface ViewsModule {
  createViews(host: ViewHost): Views | Promise<Views>;
}

/** The name of the comm target whose messages go to the views. */
export const VIEW_COMM_TARGET = 'millrace.stream.v1';

/** What the kernel process offers to the views. */
export interface ViewHost {
  /**
   * The path that the views must listen on (a Unix socket in a private folder; a named pipe on Windows). The engine worker
   * of the session process connects to it; after a restart of the session process a new worker connects to the same path.
   */
  readonly viewSocket: string;
  /** Sends a message on iopub bound to the cell of `parent`, whatever cell ran since. Messages keep their order. */
  publish(message: IopubMessage): void;
}

/** A message for the iopub channel. */
export interface IopubMessage {
  readonly type: 'display_data' | 'update_display_data' | 'comm_open' | 'comm_msg' | 'comm_close';
  /** The header it is bound to: `OpenView.parent` for a display, the `parent` of a comm message for its answers. */
  readonly parent: Header;
  /** `{ data, metadata, transient: { display_id } }` of a display, `{ comm_id, data, ... }` of a comm. */
  readonly content: JsonObject;
  readonly metadata?: JsonObject;
  readonly buffers?: readonly Uint8Array[];
}

/** A cell asked for a live view of a query (`Host.openView`). */
export interface OpenView {
  readonly view: ViewOptions;
  /** The header of the cell's execute_request. */
  readonly parent: Header;
  /** The notebook's name of that cell; undefined for a client that does not tell it. */
  readonly cellId?: string;
}

/** A comm message from a client. */
export interface CommMessage {
  readonly commId: string;
  /** The `data` of the comm message; for `comm_open` what the client gave as initial data. */
  readonly data: JsonObject;
  readonly metadata: JsonObject;
  readonly buffers: readonly Uint8Array[];
  /** The header of this message, the parent of whatever answers it. */
  readonly parent: Header;
}

/** What the views offer to the kernel process. Nothing here may block; errors must be shown by the views themselves. */
export interface Views {
  /** Called before the result of the cell is published when the cell asked before it ended. */
  openView(request: OpenView): void;
  /** A client opened a comm of target `millrace.stream.v1`. */
  commOpen(message: CommMessage): void;
  commMessage(message: CommMessage): void;
  commClose(message: CommMessage): void;
  /** The ids of the open comms, for `comm_info_request`. */
  comms(): readonly string[];
  /**
   * Stops a query because its cell runs again or was deleted; resolves once it has stopped (or is unknown). The kernel
   * waits at most a few seconds before it runs the cell.
   */
  stopQuery(queryId: string): Promise<void>;
  /** The notebook is about to run this cell (again): views that the cell opened earlier no longer have a place. */
  cellStarted(cellId: string): void;
  cellsDeleted(cellIds: readonly string[]): void;
  /** The session process ended and a new one starts: its queries are gone. `reason` is one sentence for people. */
  sessionRestarted(reason: string): void;
  /** The kernel shuts down: publish last frames (marked stopped) now; the kernel waits at most one second. */
  shutdown(): Promise<void>;
}
