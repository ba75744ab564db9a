import type { RelationDefinition } from '../define-operator.ts';

/** One partition holds every row here: the order of rows is all that a repartition could change. */
export const repartition: RelationDefinition = {
  relations: { repartition: ({ input }, { analyze }) => analyze(input) },
};
