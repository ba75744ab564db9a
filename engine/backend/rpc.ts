import { WaitingCalls } from '../runtime/waiting-calls.ts';
import { ArgumentError, errorDetail, errorFromDetail, type ErrorDetail, type ErrorPhase } from '../types/errors.ts';
import { tooComplex } from '../types/too-complex.ts';

/** The two ends of a message port, as `node:worker_threads` and tests have it. */
export interface Port {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

interface Request {
  readonly type: 'request';
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

type Message =
  | Request
  | { readonly type: 'notice'; readonly method: string; readonly args: readonly unknown[] }
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly detail: ErrorDetail & { phase: ErrorPhase } };

/** A value with buffers that move to the other side instead of being copied. */
export class Transferred<T> {
  readonly value: T;
  readonly buffers: readonly ArrayBuffer[];

  constructor(value: T, buffers: readonly ArrayBuffer[]) {
    this.value = value;
    this.buffers = buffers;
  }
}

function isTransferred(value: unknown): value is Transferred<unknown> {
  try {
    return value instanceof Transferred;
  } catch {
    // a proxy of the user's that throws: it is not sent at all
    return false;
  }
}

/** Functions by the names under which the other side calls them. What comes is what they take: both ends are typed by one contract. */
export type Handlers = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Calls across a port, in order; an error keeps its condition on the way. */
export class RpcEndpoint {
  private readonly port: Port;
  private readonly handlers: Handlers;
  private readonly waiting = new WaitingCalls();
  private readonly beforeAnswer: () => void;
  private gone: Error | null = null;

  /** @param beforeAnswer runs before an answer goes out */
  constructor(port: Port, handlers: Handlers, beforeAnswer: () => void = () => {}) {
    this.port = port;
    this.beforeAnswer = beforeAnswer;
    this.handlers = handlers;
    port.on('message', (message) => void this.receive(message as Message));
  }

  /** Calls the other side. @throws what it was abandoned with */
  call<T>(method: string, ...args: readonly unknown[]): Promise<T> {
    if (this.gone !== null) return Promise.reject(this.gone);
    const buffers: ArrayBuffer[] = [];
    const plain = args.map((arg) => {
      if (!isTransferred(arg)) return arg;
      for (const buffer of arg.buffers) buffers.push(buffer);
      return arg.value;
    });
    return this.waiting.start<T>((id) => {
      try {
        this.port.postMessage({ type: 'request', id, method, args: plain } satisfies Request, buffers);
      } catch (error) {
        throw notSent(method, error);
      }
    });
  }

  /** Tells the other side something; nobody answers. */
  notify(method: string, ...args: readonly unknown[]): void {
    this.port.postMessage({ type: 'notice', method, args } satisfies Message);
  }

  /** Fails everything that still waits, and whatever is called from now on: the other side is gone. */
  abandon(error: Error): void {
    this.gone ??= error;
    this.waiting.abandon(error);
  }

  /** Whether the other side is gone. */
  get isGone(): boolean {
    return this.gone !== null;
  }

  get pending(): number {
    return this.waiting.size;
  }

  private async receive(message: Message): Promise<void> {
    if (message.type === 'request') return this.answer(message);
    if (message.type === 'notice') return void this.handle(message);
    if (message.type === 'result') this.waiting.resolve(message.id, message.value);
    else this.waiting.reject(message.id, errorFromDetail(message.detail));
  }

  private handle({ method, args }: Pick<Request, 'method' | 'args'>): unknown {
    return this.handlers[method]?.(...(args as never[]));
  }

  private async answer({ id, method, args }: Request): Promise<void> {
    try {
      if (this.handlers[method] === undefined) throw new Error(`unknown call ${method}`);
      const result = await this.handle({ method, args });
      this.beforeAnswer();
      if (result instanceof Transferred)
        this.port.postMessage({ type: 'result', id, value: result.value }, result.buffers);
      else this.port.postMessage({ type: 'result', id, value: result });
    } catch (error) {
      this.beforeAnswer();
      this.port.postMessage({ type: 'error', id, detail: errorDetail(error) });
    }
  }
}

/** Why a call did not go out: what is copied is gone through to its depth, and not everything can be. */
function notSent(method: string, error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'DataCloneError') return tooComplex(error);
  return new ArgumentError({
    condition: 'CANNOT_SEND_TO_ENGINE',
    message: `An argument of ${method} holds a value that cannot be sent to the engine, such as a function, a symbol or a proxy.`,
    hint: 'Give texts, numbers, booleans, dates, and arrays and plain objects of them.',
    cause: error,
  });
}
