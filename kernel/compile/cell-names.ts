/** The parameters of every compiled cell: the session's names, the loader of modules, the recorder of arrow functions. */
export const SCOPE = '$mr';
export const IMPORT = '$mrImport';
export const LAMBDA = '$mrLambda';
