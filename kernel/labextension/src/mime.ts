/** Draws snapshots where there is no notebook to attach to: consoles, detached outputs, file previews. */
import { MIME } from '../../views/protocol.ts';
import type { RendererFactory } from './host.ts';
import { View } from './view.ts';

const rendererFactory: RendererFactory = { safe: true, mimeTypes: [MIME], createRenderer: () => new View() };

export default { id: '@millrace/labextension:mime', dataType: 'json', rank: 10, rendererFactory };
