import type { RuleSetting } from '../../domain/rule-setting.ts';
import type { RuleSettings } from '../school-ports.ts';
import { type Db, nextOf, type Tables, type Tx } from './tables.ts';

const KEY = ['site', 'rule', 'scope_kind', 'scope_id'] as const;

/** What is set for single rules: one row per rule and scope. Intervals do not depend on it. */
export function createRuleSettings(db: Db): RuleSettings {
  return {
    save: (setting) =>
      db.transaction().execute(async (tx) => {
        const row = toRow(setting);
        await tx
          .insertInto('rule_settings')
          .values(row)
          .onConflict((conflict) => conflict.columns(KEY).doUpdateSet(row))
          .execute();
        await nextOf(tx, 'catalog');
      }),

    remove: (site, rule, scope) =>
      db.transaction().execute(async (tx) => {
        const { numDeletedRows } = await tx
          .deleteFrom('rule_settings')
          .where('site', '=', site)
          .where('rule', '=', rule)
          .where('scope_kind', '=', scope.kind)
          .where('scope_id', '=', scope.id)
          .executeTakeFirst();
        if (numDeletedRows === 0n) return false;
        await nextOf(tx, 'catalog');
        return true;
      }),
  };
}

/** Those of one site, newest last. */
export async function readRuleSettings(tx: Tx, site: string): Promise<RuleSetting[]> {
  let query = tx.selectFrom('rule_settings').selectAll().where('site', '=', site).orderBy('set_at');
  for (const column of KEY) query = query.orderBy(column);
  return (await query.execute()).map(toRuleSetting);
}

function toRow({ site, rule, scope, isOn, options, by, reason, setAt }: RuleSetting): Tables['rule_settings'] {
  return {
    site,
    rule,
    scope_kind: scope.kind,
    scope_id: scope.id,
    is_on: isOn === undefined ? null : Number(isOn),
    options: JSON.stringify(options),
    set_by: by,
    reason,
    set_at: setAt,
  };
}

function toRuleSetting({ site, rule, scope_kind, scope_id, is_on, options, set_by, reason, set_at }: Tables['rule_settings']): RuleSetting {
  return {
    site,
    rule,
    scope: { kind: scope_kind, id: scope_id },
    ...(is_on === null ? {} : { isOn: is_on !== 0 }),
    options: JSON.parse(options) as RuleSetting['options'],
    by: set_by,
    reason,
    setAt: set_at,
  };
}
