/** Adds the live renderer to each notebook, with its way back to the kernel. */
import { MIME } from '../../views/protocol.ts';
import type { App, NotebookPanel } from './host.ts';
import { keepSnapshotIn } from './keep-snapshot.ts';
import { Link } from './link.ts';
import { View } from './view.ts';

const RANK = 10;

const plugin = {
  id: '@millrace/labextension:plugin',
  description: 'Live tables and charts of Millrace queries',
  autoStart: true,
  activate(app: App): void {
    app.docRegistry.addWidgetExtension('Notebook', {
      createNew(panel: NotebookPanel): void {
        const link = new Link(panel.sessionContext);
        const keep = keepSnapshotIn(panel);
        panel.content.rendermime.addFactory(
          { safe: true, mimeTypes: [MIME], createRenderer: () => new View(link, keep) },
          RANK,
        );
      },
    });
  },
};

export default plugin;
