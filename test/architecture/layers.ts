/**
 * Which part may import which, as folders from the root, or single files of them; a part always sees itself. `types` parts may be named in types
 * only: they lend a shape, and no code runs through them.
 */
export interface Layer {
  readonly sees: readonly string[];
  readonly types?: readonly string[];
}

export const layers: Readonly<Record<string, Layer>> = {
  // Beside index.ts lie the threads that it starts: they join the engine, the connectors and the viewer.
  '': {
    sees: [
      'engine/api',
      'engine/dstreams',
      'engine/backend',
      'engine/runtime',
      'engine/spi',
      'engine/types',
      'connectors',
      'kernel/views',
      'package.json',
    ],
    types: ['engine/columnar', 'engine/streaming'],
  },
  'engine/types': { sees: [] },
  'engine/columnar': { sees: ['engine/types'] },
  // JSON and CSV as texts: files and functions read and write them by the same code.
  'engine/formats': { sees: ['engine/types', 'engine/columnar'] },
  'engine/spi': { sees: [], types: ['engine/types', 'engine/columnar'] },
  'engine/runtime': { sees: ['engine/types'], types: ['engine/spi'] },
  'engine/state': { sees: ['engine/types', 'engine/columnar'], types: ['engine/spi'] },
  // A function gives its code as a template for the generator, which in turn reads only the shape of bound expressions:
  // generation is how expressions are evaluated, folding of constants included. What an expression is (typed.ts) is data.
  'engine/codegen': {
    sees: ['engine/types', 'engine/columnar', 'engine/formats', 'engine/expressions/typed.ts'],
    types: ['engine/expressions'],
  },
  'engine/expressions': { sees: ['engine/types', 'engine/columnar', 'engine/formats', 'engine/codegen'] },
  'engine/sql': { sees: ['engine/types', 'engine/columnar'], types: ['engine/expressions', 'engine/plan'] },
  // What goes over a whole plan gets the operators handed over, and knows the shapes of their nodes.
  'engine/plan': {
    sees: ['engine/types', 'engine/columnar', 'engine/expressions', 'engine/sql'],
    types: ['engine/spi', 'engine/codegen', 'engine/operators'],
  },
  'engine/operators': {
    sees: [
      'engine/types',
      'engine/columnar',
      'engine/formats',
      'engine/codegen',
      'engine/expressions',
      'engine/plan',
      'engine/state',
    ],
    types: ['engine/spi'],
  },
  // The loop gets its operators, sources and sinks ready-made.
  // What a watermark saw (watermark-stats.ts) is data.
  'engine/streaming': {
    sees: ['engine/types', 'engine/columnar', 'engine/state', 'engine/codegen/watermark-stats.ts'],
    types: ['engine/spi', 'engine/codegen', 'engine/operators'],
  },
  // Another thread makes the same plan anew, so it analyses, optimizes and runs as an engine does.
  'engine/tasks': {
    sees: [
      'engine/types',
      'engine/columnar',
      'engine/expressions',
      'engine/plan',
      'engine/sql',
      'engine/state',
      'engine/operators',
      'engine/codegen/watermark-stats.ts',
    ],
    types: ['engine/spi', 'engine/codegen'],
  },
  'engine/backend': {
    sees: [
      'engine/types',
      'engine/columnar',
      'engine/runtime',
      'engine/expressions',
      'engine/plan',
      'engine/sql',
      'engine/operators',
      'engine/streaming',
      'engine/tasks',
    ],
    types: ['engine/spi'],
  },
  // Columns are unbound expressions and DataFrames relations, both plain data; the rest is behind the backend.
  'engine/api': {
    sees: [
      'engine/types',
      'engine/columnar',
      'engine/plan',
      'engine/operators/connect.ts',
      'engine/spi',
      'engine/runtime',
    ],
    types: ['engine/expressions', 'engine/backend', 'engine/streaming'],
  },
  // Batches of JavaScript values on the user's thread; the engine gets them where DataFrames or views are wanted.
  'engine/dstreams': { sees: ['engine/api', 'engine/spi', 'engine/runtime', 'engine/types'] },
  connectors: { sees: ['engine/spi', 'engine/types', 'engine/columnar', 'engine/formats', 'connectors/state'] },
  // The state of a checkpoint is the engine's own format: who reads it back knows how it lies there.
  'connectors/state': { sees: ['engine/spi', 'engine/types', 'engine/columnar', 'engine/state'] },
  'kernel/wire': { sees: [] },
  // The checker shows cells the types of what they may call.
  'kernel/compile': { sees: ['kernel/session/tslab.ts', 'engine/runtime/waiting-calls.ts'] },
  'kernel/views': {
    sees: ['engine/spi', 'engine/types', 'engine/columnar', 'engine/runtime/waiting-calls.ts'],
    types: ['kernel/wire'],
  },
  'kernel/labextension': { sees: ['kernel/views'] },
  'kernel/session': { sees: ['kernel/wire', 'kernel/compile', 'kernel/views', 'engine/spi', 'engine/types'] },
  'kernel/cli': { sees: ['kernel/wire', 'kernel/compile', 'kernel/session', 'connectors', 'engine/runtime'] },
};
