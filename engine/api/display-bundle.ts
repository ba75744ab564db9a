import type { MimeBundle } from '../spi/host.ts';
import type { DataFrame } from './data-frame.ts';
import { treeString } from './tree-string.ts';

/** What a DataFrame looks like as the last value of a cell: a batch its rows, a stream its schema and how to start it. */
export async function dataFrameBundle(df: DataFrame): Promise<MimeBundle> {
  if (await df.isStreaming()) {
    const schema = await df.schema();
    const text = `${treeString(schema)}\nA streaming DataFrame; it has not been started. Show it live with display(df), or start it with df.writeStream...start().`;
    return { 'text/plain': text };
  }
  return { 'text/plain': await df.showString(20) };
}
