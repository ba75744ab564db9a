import { JsonValuesDecoder } from '../../formats/json/json-values-decoder.ts';
import type { RecordBatch, TextVector } from '../../columnar/vector.ts';
import { reference, type Attribute } from '../../expressions/typed.ts';
import type { ProjectedColumn, Step } from '../../codegen/step.ts';
import { struct } from '../../types/data-type.ts';
import { takeOutJson, type JsonColumn } from './json-column.ts';
import { StageNode } from './stage-node.ts';
import type { BatchRun, PhysicalNode } from '../physical-node.ts';

/** Reads JSON out of binary columns, a block at a time, before the generated stage sees the rows. */
export class JsonDecodeNode implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label: string;
  private readonly child: PhysicalNode;
  private readonly decoders: readonly { readonly at: number; readonly decoder: JsonValuesDecoder }[];

  constructor(child: PhysicalNode, columns: readonly JsonColumn[]) {
    this.child = child;
    this.children = [child];
    this.output = [...child.output, ...columns.map((c) => c.attribute)];
    this.decoders = columns.map((c) => ({
      at: child.output.findIndex((a) => a.id === c.source.id),
      decoder: new JsonValuesDecoder(c.type, c.used, c.careful),
    }));
    const fields = columns.map((c) => `${c.source.name}: ${c.used.map((i) => c.type.fields[i]!.name).join(', ')}`);
    this.label = `DecodeJson (${fields.join('; ')})`;
  }

  generatedCode(): readonly string[] {
    return this.decoders.flatMap(({ decoder }) => decoder.sources());
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const schema = struct(this.output.map(({ name, type, nullable }) => ({ name, type, nullable })));
    for await (const batch of this.child.execute(run)) {
      const { interner } = run.context.runtime;
      const decoded = this.decoders.map(({ at, decoder }) =>
        decoder.decode(batch.columns[at] as TextVector, batch.length, interner),
      );
      yield { schema, columns: [...batch.columns, ...decoded], length: batch.length };
    }
  }
}

/** JSON in texts is decoded before the steps, many rows at once. */
export function decodingJson(child: PhysicalNode, steps: Step[]): { child: PhysicalNode; steps: Step[] } {
  const json = takeOutJson(child.output, steps);
  if (json === null) return { child, steps };
  return { child: new JsonDecodeNode(withComputed(child, json.computed), json.columns), steps: [...json.steps] };
}

function withComputed(child: PhysicalNode, computed: readonly ProjectedColumn[]): PhysicalNode {
  if (computed.length === 0) return child;
  const own = child.output.map((attribute) => ({ attribute, expression: reference(attribute) }));
  const columns = [...own, ...computed];
  const output = columns.map((c) => c.attribute);
  return new StageNode(child, [{ step: 'project', columns }], output);
}
