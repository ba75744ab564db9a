import { Widget } from '@lumino/widgets';

import { MIME, type Payload } from '../../views/protocol.ts';
import type { MimeModel, Renderer } from './host.ts';
import type { Link } from './link.ts';
import { StreamView, type KeepSnapshot } from './stream-view.ts';

/** JupyterLab's renderer of our MIME type: one widget an output, kept over all its updates. */
export class View extends Widget implements Renderer {
  private readonly view: StreamView;

  constructor(link: Link | null = null, keep: KeepSnapshot | null = null) {
    super();
    this.addClass('mr-output');
    this.view = new StreamView(link, keep);
    this.node.append(this.view.node);
  }

  renderModel(model: MimeModel): Promise<void> {
    const payload = model.data[MIME] as Payload | undefined;
    if (payload && payload.v === 1) this.view.show(payload);
    return Promise.resolve();
  }

  protected override onResize(): void {
    this.view.resized();
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.view.dispose();
    super.dispose();
  }
}
