import type { Head } from '../../views/protocol.ts';
import { button, setHidden, setText } from './dom.ts';
import { HeadPart } from './head-part.ts';
import { isActive, type LiveState } from './live-state.ts';

/** What a reader may do to the query and to the view. */
export interface TitleActions {
  pause(): void;
  stop(): void;
  restart(): void;
}

/** The header in each of its situations: live, paused, not attached, opened again, static. */
export class TitlePart {
  readonly parts = new HeadPart();
  private readonly pause: HTMLButtonElement;
  private readonly stop: HTMLButtonElement;
  private readonly restart: HTMLButtonElement;

  constructor(actions: TitleActions) {
    this.pause = button('Pause view', 'Hold table and chart still; the query runs on', actions.pause);
    this.stop = button('Stop', 'Stop the query', actions.stop);
    this.restart = button('Start again', 'Start the query again from its last committed batch', actions.restart);
    this.parts.actions.append(this.pause, this.stop, this.restart);
  }

  update(state: LiveState): void {
    const { head, live } = state;
    if (!head) this.parts.update(staticHead(state));
    else if (live) this.parts.update(noticed(head, state.notice), state.paused ? pausedLine(state, head) : head.line);
    else this.updateDetached(state, head);
    const active = head !== null && isActive(head);
    setHidden(this.pause, !live || !active);
    setText(this.pause, state.paused ? 'Resume view' : 'Pause view');
    setHidden(this.stop, !live || !active);
    setHidden(this.restart, !live || active || !head);
    setText(this.restart, state.failure?.restartLabel ?? 'Start again');
  }

  private updateDetached(state: LiveState, head: Head): void {
    const { payload } = state;
    const saved = payload !== null && head === payload.head;
    const quiet: Head = { ...head, tone: head.state === 'failed' ? 'bad' : 'off', warning: null };
    const gone = state.attachment === 'gone';
    const was = `was ${head.state} at batch ${head.batchId ?? '–'} · no longer attached`;
    const line = saved ? payload.detached.line : gone && isActive(head) ? was : `${head.line} · not attached`;
    this.parts.update(gone ? { ...quiet, metrics: [], why: [] } : quiet, line);
  }
}

function noticed(head: Head, notice: string | null): Head {
  return notice === null ? head : { ...head, warning: notice };
}

function pausedLine(state: LiveState, head: Head): string {
  const at = state.frame?.batchId;
  const now = head.batchId != null && head.batchId !== at ? ` · query is at batch ${head.batchId}` : '';
  return `${head.state} · batch ${at ?? '–'}, view paused${now}`;
}

function staticHead({ payload }: LiveState): Head {
  return {
    name: payload?.name ?? '',
    state: 'stopped',
    tone: 'off',
    batchId: null,
    line: payload?.summary ?? '',
    warning: null,
    metrics: [],
    why: [],
    outputMode: '',
  };
}
