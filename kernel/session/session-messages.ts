import type { ViewOptions } from '../../engine/spi/host.ts';
import type { JsonObject } from '../wire/message.ts';
import type { CompiledCell } from '../compile/compiled-cell.ts';

/** Names one run of a cell between the two processes. */
export type RunId = number;

/** What the kernel process tells the session process. */
export type ToSession =
  | { readonly kind: 'init'; readonly viewSocket: string | null; readonly watchdogSocket: string | null }
  | {
      readonly kind: 'execute';
      readonly run: RunId;
      readonly cell: CompiledCell;
      readonly allowStdin: boolean;
      /** Compiled as cells of their own; their values are answered in `done`. */
      readonly userExpressions: Readonly<Record<string, CompiledCell>>;
    }
  | { readonly kind: 'interrupt'; readonly run: RunId | null; readonly ticket: number }
  | { readonly kind: 'input'; readonly run: RunId; readonly value: string };

/** What the session process tells the kernel process. */
export type FromSession =
  | { readonly kind: 'ready' }
  | { readonly kind: 'preloaded'; readonly names: readonly string[] }
  | {
      readonly kind: 'output';
      readonly run: RunId;
      readonly type: 'stream' | 'display_data' | 'update_display_data' | 'execute_result' | 'error' | 'clear_output';
      readonly content: JsonObject;
    }
  | { readonly kind: 'openView'; readonly run: RunId; readonly view: ViewOptions }
  | { readonly kind: 'ownQuery'; readonly run: RunId; readonly queryId: string }
  | { readonly kind: 'input'; readonly run: RunId; readonly prompt: string; readonly password: boolean }
  | { readonly kind: 'heard'; readonly ticket: number }
  | { readonly kind: 'done'; readonly run: RunId; readonly outcome: Outcome };

/** How a cell ended. */
export type Outcome =
  | {
      readonly status: 'ok';
      readonly payload: readonly JsonObject[];
      readonly userExpressions: Readonly<Record<string, JsonObject>>;
    }
  | ({ readonly status: 'error' } & CellError);

/** An error as the protocol shows it. */
export interface CellError {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}
