import { expressionJson, filled, type ConnectMessages } from '../../plan/connect-json.ts';
import type { ConnectJoinType } from '../../plan/relation.ts';

const NAMES: Partial<Record<ConnectJoinType, string>> = { left_anti: 'LEFT_ANTI', left_semi: 'LEFT_SEMI' };

export const joinMessages: ConnectMessages<'join'> = {
  join(relation, json) {
    const condition = relation.condition === undefined ? {} : { joinCondition: expressionJson(relation.condition) };
    return {
      join: {
        left: json(relation.left),
        right: json(relation.right),
        ...condition,
        joinType: `JOIN_TYPE_${NAMES[relation.type] ?? relation.type.toUpperCase()}`,
        ...filled('usingColumns', relation.using),
      },
    };
  },
};
