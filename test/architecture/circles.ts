/**
 * Files that name each other's types. No code runs in a circle (another test holds that), but each of these files is
 * understood only with the others. The list may shrink; what stands here has a reason.
 */
export const circles: readonly { readonly reason: string; readonly files: readonly string[] }[] = [
  {
    reason:
      'a DataFrame makes columns, readers and writers, and each of them gives a DataFrame back: that is the public face',
    files: [
      'engine/api/arguments/call-arguments.ts',
      'engine/api/column-operators.ts',
      'engine/api/column.ts',
      'engine/api/data-frame-writer.ts',
      'engine/api/data-frame.ts',
      'engine/api/data-stream-writer.ts',
      'engine/api/display-bundle.ts',
      'engine/api/explain-mode.ts',
      'engine/api/foreach-writer.ts',
      'engine/api/functions.ts',
      'engine/api/given-options.ts',
      'engine/api/grouped-data.ts',
      'engine/api/key-value-grouped-data.ts',
      'engine/api/lambda/program-values.ts',
      'engine/api/lambda/row-function.ts',
      'engine/api/lambda/translate.ts',
      'engine/api/memory-stream.ts',
      'engine/api/na-functions.ts',
      'engine/api/observation.ts',
      'engine/api/readers.ts',
      'engine/api/runtime-config.ts',
      'engine/api/session-builder.ts',
      'engine/api/session.ts',
      'engine/api/streaming-query-manager.ts',
      'engine/api/streaming-query.ts',
      'engine/api/transformations/column-transformations.ts',
      'engine/api/transformations/row-transformations.ts',
      'engine/api/udf.ts',
    ],
  },
  {
    reason: 'an RDD gives RDDs back: that is the public face, cut by what its methods work on',
    files: ['engine/dstreams/rdd-actions.ts', 'engine/dstreams/rdd-by-key.ts', 'engine/dstreams/rdd.ts'],
  },
  {
    reason: 'a DStream gives DStreams back: that is the public face, cut by what its methods work on',
    files: ['engine/dstreams/dstream-by-key.ts', 'engine/dstreams/dstream-windows.ts', 'engine/dstreams/dstream.ts'],
  },
  {
    reason: 'a bound expression holds the code of its function, which is generated from bound expressions',
    files: [
      'engine/codegen/code-context.ts',
      'engine/codegen/expression-numbers.ts',
      'engine/codegen/list-code.ts',
      'engine/codegen/literal-list.ts',
      'engine/codegen/struct-code.ts',
      'engine/expressions/define-function.ts',
      'engine/expressions/typed.ts',
    ],
  },
  {
    reason: 'what goes over a whole plan asks the operators, and each operator has its inputs gone over in turn',
    files: [
      'engine/operators/define-operator.ts',
      'engine/operators/operator-list.ts',
      'engine/operators/physical-planner.ts',
      'engine/plan/analyzer.ts',
    ],
  },
  {
    reason: 'an aggregation and how its groups become rows',
    files: ['engine/operators/aggregate/aggregate.ts', 'engine/operators/aggregate/group-output.ts'],
  },
  {
    reason: 'the parser reads the calls that have a syntax of their own by functions which go on with it',
    files: ['engine/sql/expression-parser.ts', 'engine/sql/special-calls.ts'],
  },
];
