import { readFileSync } from 'node:fs';
import { PROTOCOL_VERSION } from '../wire/codec.ts';
import { PACKAGE_ROOT } from '../compile/package-root.ts';
import type { JsonObject } from '../wire/message.ts';

/** The content of a kernel_info_reply. */
export function kernelInfo(): JsonObject {
  const { version } = JSON.parse(readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8')) as { version: string };
  return {
    status: 'ok',
    protocol_version: PROTOCOL_VERSION,
    implementation: 'millrace',
    implementation_version: version,
    language_info: {
      name: 'typescript',
      version: '6.0.3',
      mimetype: 'text/typescript',
      file_extension: '.ts',
      codemirror_mode: 'typescript',
      pygments_lexer: 'typescript',
      nbconvert_exporter: 'script',
    },
    banner: `Millrace ${version}: TypeScript cells over data streams (Node ${process.versions.node})`,
    help_links: [
      { text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' },
      { text: 'Structured Streaming', url: 'https://spark.apache.org/docs/latest/streaming/index.html' },
    ],
    supported_features: [],
    debugger: false,
  };
}
