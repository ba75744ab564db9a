import type { JsonObject } from '../wire/message.ts';
import type { Output } from './notebook-file.ts';

/** Collects what a kernel publishes into the outputs of a saved notebook. */
export interface CellOutputs {
  /** Takes an iopub message that belongs to the cell with these outputs. */
  take(outputs: Output[], type: string, content: JsonObject): void;
}

export function createCellOutputs(): CellOutputs {
  const shown = new Map<string, { outputs: Output[]; index: number }[]>();
  const clearing = new Set<Output[]>();

  const add = (outputs: Output[], output: Output, displayId?: string): void => {
    if (clearing.delete(outputs)) outputs.length = 0;
    outputs.push(output);
    if (displayId !== undefined) {
      shown.set(displayId, [...(shown.get(displayId) ?? []), { outputs, index: outputs.length - 1 }]);
    }
  };

  return {
    take(outputs, type, content) {
      const displayId = (content['transient'] as { display_id?: string } | undefined)?.display_id;
      const { data = {}, metadata = {} } = content;
      switch (type) {
        case 'stream':
          return addText(outputs, content, (output) => add(outputs, output));
        case 'error':
          return add(outputs, { output_type: 'error', ...content });
        case 'execute_result':
          return add(outputs, { output_type: type, data, metadata, execution_count: content['execution_count'] });
        case 'display_data':
          return add(outputs, { output_type: type, data, metadata }, displayId);
        case 'update_display_data':
          for (const { outputs: holder, index } of shown.get(displayId ?? '') ?? []) {
            if (holder[index] !== undefined) holder[index] = { ...holder[index], data, metadata };
          }
          return;
        case 'clear_output':
          if (content['wait'] === true) clearing.add(outputs);
          else outputs.length = 0;
      }
    },
  };
}

function addText(outputs: Output[], { name, text }: JsonObject, add: (output: Output) => void): void {
  const last = outputs.at(-1);
  if (last?.output_type === 'stream' && last['name'] === name) {
    outputs[outputs.length - 1] = { ...last, text: `${String(last['text'])}${String(text)}` };
  } else add({ output_type: 'stream', name, text });
}
