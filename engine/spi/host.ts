import type { JsonValue, ViewColumn } from './view-port.ts';

/**
 * What a program that runs user code offers to the library. The kernel's session process installs one under
 * `Symbol.for("millrace.host")`; without it (a plain program) results are printed as text.
 */
export interface Host {
  /** Shows a MIME bundle under the cell that is running (bound to that cell for as long as its code runs, also later). */
  display(bundle: MimeBundle, options?: DisplayOptions): void;
  /** Attaches a live view of a query under the running cell. `chart` is a short chart description or a full Vega-Lite spec. */
  openView(view: ViewOptions): void;
  /** A finished result as a table (and chart) for a notebook; absent where only text can be shown. */
  tableBundle?(result: TableResult): Promise<MimeBundle>;
  /** Tells that the running cell started a query: running that cell again or deleting it stops the query. */
  ownQuery(queryId: string): void;
  /** Where the engine worker reaches the viewer (a socket path), undefined when nobody watches. */
  readonly viewSocket?: string;
  /** Names the place in the notebook of the nearest user frame of `stack`: cell, line and that line's text. */
  locate(stack: string): { where: string; code?: string } | undefined;
  /** The abort signal of the running cell. */
  readonly signal?: AbortSignal;
}

export type MimeBundle = Record<string, unknown>;

/** A finished result: the rows given may be the first of more. */
export interface TableResult {
  readonly columns: readonly ViewColumn[];
  /** Rows as a live view gets them: every value as JSON that loses nothing. */
  readonly rows: readonly (readonly JsonValue[])[];
  /** Rows of the whole result; undefined when it was not counted. */
  readonly total?: number;
  /** How long it took. */
  readonly ms?: number;
  readonly title?: string;
  readonly chart?: ChartOptions;
  /** A full Vega-Lite spec whose data is the result's rows. */
  readonly spec?: Readonly<Record<string, unknown>>;
  /** The session's time zone; this process's without it. */
  readonly timeZone?: string;
}

export interface DisplayOptions {
  readonly displayId?: string;
  /** Replaces the display of that id instead of adding one. */
  readonly update?: boolean;
  readonly metadata?: Record<string, unknown>;
}

export interface ViewOptions {
  readonly queryId: string;
  readonly title?: string;
  readonly chart?: ChartOptions;
  /** A full Vega-Lite spec whose data is the query's rows. */
  readonly spec?: Record<string, unknown>;
  /** Which tab is shown first. */
  readonly tab?: 'table' | 'chart' | 'batches';
}

/** A chart in Vega-Lite's words: a mark and the columns of its channels (`window.start` reaches into a struct). */
export interface ChartOptions {
  readonly mark: 'line' | 'bar' | 'area' | 'point';
  readonly x: string;
  readonly y: string;
  readonly color?: string;
}

/** The well-known key under which the host is found. */
export const HOST: unique symbol = Symbol.for('millrace.host');

/** The host of this process, undefined in a plain program. */
export function currentHost(): Host | undefined {
  return (globalThis as Record<PropertyKey, unknown>)[HOST] as Host | undefined;
}
