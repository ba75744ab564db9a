import { COMM_TARGET, type KernelMessage, type OpenMessage, type ViewMessage } from '../../views/protocol.ts';
import type { Comm, SessionContext } from './host.ts';

/** What a view wants to hear from its channel. */
export interface ChannelListener {
  /** Asked at each opening: what to attach to, and what is shown already. */
  open(): OpenMessage;
  message(message: KernelMessage): void;
  /** The kernel does not answer (dead, restarting, not ours). */
  lost(): void;
}

export interface Channel {
  send(message: ViewMessage): void;
  close(): void;
}

const RECONNECT_MS = 1000;

/** Opens one comm per view of a notebook, and again after each reconnect or change of kernel. */
export class Link {
  private readonly context: SessionContext;

  constructor(context: SessionContext) {
    this.context = context;
  }

  attach(listener: ChannelListener): Channel {
    const context = this.context;
    let comm: Comm | null = null;
    let closed = false;

    const drop = () => {
      const old = comm;
      comm = null;
      if (old && !old.isDisposed) old.dispose();
    };
    const connect = () => {
      const kernel = context.session?.kernel;
      if (closed || comm || !kernel || kernel.connectionStatus !== 'connected') return;
      const fresh = kernel.createComm(COMM_TARGET);
      let heard = false;
      comm = fresh;
      fresh.onMsg = (message) => {
        heard = true;
        if (comm === fresh) listener.message(message.content.data as KernelMessage);
      };
      fresh.onClose = () => {
        if (comm !== fresh) return;
        comm = null;
        listener.lost();
        // a page that slept too long was given up; a kernel that never answered is not ours
        if (heard) setTimeout(connect, RECONNECT_MS);
      };
      fresh.open(listener.open());
    };
    const onKernel = () => {
      drop();
      connect();
      if (!comm) listener.lost();
    };
    const onConnection = (_: unknown, status: string) => {
      if (status === 'connected') connect();
      else drop();
      if (status === 'disconnected') listener.lost();
    };
    const onStatus = (_: unknown, status: string) => {
      if (status !== 'restarting' && status !== 'autorestarting' && status !== 'dead') return;
      drop();
      listener.lost();
    };
    context.kernelChanged.connect(onKernel);
    context.connectionStatusChanged.connect(onConnection);
    context.statusChanged.connect(onStatus);
    connect();

    return {
      send(message) {
        if (comm && !comm.isDisposed) comm.send(message);
      },
      close() {
        closed = true;
        context.kernelChanged.disconnect(onKernel);
        context.connectionStatusChanged.disconnect(onConnection);
        context.statusChanged.disconnect(onStatus);
        if (comm && !comm.isDisposed) comm.close();
        comm = null;
      },
    };
  }
}
