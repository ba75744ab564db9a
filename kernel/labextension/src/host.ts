/** The parts of JupyterLab that the plugin touches, as structural types: nothing of it is imported. */
import type { Widget } from '@lumino/widgets';

interface Signal<Sender, Args> {
  connect(slot: (sender: Sender, args: Args) => void): boolean;
  disconnect(slot: (sender: Sender, args: Args) => void): boolean;
}

export interface Comm {
  readonly isDisposed: boolean;
  onMsg: (message: { content: { data: unknown } }) => void | PromiseLike<void>;
  onClose: (message: unknown) => void | PromiseLike<void>;
  open(data?: unknown): unknown;
  send(data: unknown): unknown;
  close(data?: unknown): unknown;
  dispose(): void;
}

export interface Kernel {
  readonly connectionStatus: string;
  createComm(target: string, id?: string): Comm;
}

export interface SessionContext {
  readonly session: { readonly kernel: Kernel | null } | null;
  readonly kernelChanged: Signal<unknown, unknown>;
  readonly connectionStatusChanged: Signal<unknown, string>;
  readonly statusChanged: Signal<unknown, string>;
}

interface OutputModel {
  readonly data: Readonly<Record<string, unknown>>;
  toJSON(): Record<string, unknown>;
}

interface Outputs {
  readonly length: number;
  get(index: number): OutputModel;
  set(index: number, value: Record<string, unknown>): void;
}

export interface NotebookPanel {
  readonly sessionContext: SessionContext;
  readonly disposed: Signal<unknown, unknown>;
  readonly content: {
    readonly widgets: readonly { readonly model: { readonly type: string; readonly outputs?: Outputs } }[];
    readonly rendermime: { addFactory(factory: RendererFactory, rank?: number): void };
  };
}

export interface App {
  readonly docRegistry: {
    addWidgetExtension(
      widget: 'Notebook',
      extension: { createNew(panel: NotebookPanel): { dispose(): void } | void },
    ): unknown;
  };
}

export interface MimeModel {
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Renderer extends Widget {
  renderModel(model: MimeModel): Promise<void>;
}

export interface RendererFactory {
  readonly safe: boolean;
  readonly mimeTypes: readonly string[];
  createRenderer(options?: unknown): Renderer;
}
