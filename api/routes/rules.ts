import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { ALL_RULES } from '../../analysis/registry.ts';
import type { AnyRule } from '../../analysis/rule.ts';
import type { Visitor } from '../../domain/access.ts';
import { addDays } from '../../domain/local-time.ts';
import { visitorOf } from '../access/visitor.ts';
import { countBy, openAlerts } from '../meter-summaries.ts';
import { toNamedScope } from '../named-scopes.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound, Unprocessable } from '../problems.ts';
import { checkWholeScope, reachesScope } from '../reached.ts';
import { checkOptions, checkSeries, findRule, toRuleView } from '../rule-views.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';
import { ruleAnswer, ruleList, ruleParams, ruleSettingRemoval, ruleSettingRequest, tryAnswer, tryRequest } from '../schemas/rules.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { readTrialAnswer } from '../trials.ts';

const MAX_TRIAL_DAYS = 400;

/** The rules, what a school sets for them, and trying one out. */
export const ruleRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, trial, views, now, audit }, done) => {
  const tags = ['rules'];

  const openByRule = async (view: SiteView) => countBy(await openAlerts(records, view), ({ rule }) => rule);
  /** As it is after a change. */
  async function answer(site: string, rule: AnyRule, visitor: Visitor | null) {
    const view = await views.one(site, visitor);
    return { rule: toRuleView(view, rule, await openByRule(view)) };
  }

  const list = { summary: 'All rules, as they are set here', tags, params: siteParams, response: { 200: ruleList, ...PROBLEMS } };
  app.get('/sites/:site/rules', { schema: list, config: { needs: 'see' } }, async ({ params, visitor }) => {
    const view = await views.one(params.site, visitor);
    const open = await openByRule(view);
    return { rules: ALL_RULES.map((rule) => toRuleView(view, rule, open)) };
  });

  const one = { summary: 'A rule', tags, params: ruleParams, response: { 200: ruleAnswer, ...PROBLEMS } };
  app.get('/sites/:site/rules/:rule', { schema: one, config: { needs: 'see' } }, async ({ params, visitor }) => {
    const view = await views.one(params.site, visitor);
    return answer(view.id, findRule(params.rule), visitor);
  });

  const set = {
    summary: 'Set a rule for the school, a building, a floor, a room or a meter',
    description: `In the place of what was set for it there. Nothing is computed again but what the rule says of nights to come.`,
    tags,
    params: ruleParams,
    body: ruleSettingRequest,
    response: { 200: ruleAnswer, ...WRITE_PROBLEMS },
  };
  app.put('/sites/:site/rules/:rule/setting', { schema: set, config: { needs: 'set_rules' } }, async (request) => {
    const { params, body } = request;
    const { name: by } = visitorOf(request);
    const view = await views.one(params.site, request.visitor);
    const rule = findRule(params.rule);
    const { scope, isOn, reason } = body;
    toNamedScope(view, scope);
    checkWholeScope(view, scope);
    if (scope.kind !== 'site') checkSeries(rule, 'looks at the school as a whole; allowed: a scope of kind site');
    const options = checkOptions(view, rule, body.options);
    if (isOn === undefined && Object.keys(options).length === 0) {
      throw new Unprocessable({ path: 'body.options', message: 'nothing is to differ; needed: `isOn`, or at least one option' });
    }
    await records.ruleSettings.save({ site: view.id, rule: rule.rule, scope, isOn, options, by, reason, setAt: now() });
    const detail = JSON.stringify({ scope, isOn, options, reason });
    await audit(request, { site: view.id, action: 'rule.set', target: rule.rule, detail });
    return answer(view.id, rule, request.visitor);
  });

  const remove = {
    summary: 'Take back what is set for a place',
    description: `What the wider scope says holds there again.`,
    tags,
    params: ruleParams,
    querystring: ruleSettingRemoval,
    response: { 200: ruleAnswer, ...WRITE_PROBLEMS },
  };
  app.delete('/sites/:site/rules/:rule/setting', { schema: remove, config: { needs: 'set_rules' } }, async (request) => {
    const { params, query } = request;
    const view = await views.one(params.site, request.visitor);
    const rule = findRule(params.rule);
    const { kind, id } = query;
    checkWholeScope(view, { kind, id });
    if (!reachesScope(view, { kind, id }) || !(await records.ruleSettings.remove(view.id, rule.rule, { kind, id }))) {
      throw new NotFound(`setting of ${rule.rule} for ${kind}`, id, settingsOf(view, rule));
    }
    await audit(request, { site: view.id, action: 'rule.set_back', target: rule.rule, detail: `${kind} ${id}` });
    return answer(view.id, rule, request.visitor);
  });

  const attempt = {
    summary: 'Try a rule on the past',
    description: 'What it would have flagged, had it been set so: the same engine as at night. Nothing is kept, nobody is told.',
    tags,
    params: ruleParams,
    body: tryRequest,
    response: { 200: tryAnswer, ...WRITE_PROBLEMS },
  };
  app.post(
    '/sites/:site/rules/:rule/try',
    { schema: attempt, config: { needs: 'set_rules' } },
    async ({ params, body, visitor }, reply) => {
      const view = await views.one(params.site, visitor);
      const rule = findRule(params.rule);
      checkSeries(rule, 'does not look at intervals and cannot be tried');
      const { scope, fromDay, toDay } = body;
      toNamedScope(view, scope);
      checkTrialDays(fromDay, toDay);
      const options = checkOptions(view, rule, body.options);
      const startedMs = reply.elapsedTime;
      const result = await trial.tryRule(view.id, rule.rule, { scope, options, fromNight: fromDay, toNight: toDay });
      const tookMs = Math.round(reply.elapsedTime - startedMs);
      return { ...(await readTrialAnswer(records.intervals, view, { rule, options, fromDay, toDay }, result, now())), tookMs };
    },
  );
  done();
};

const settingsOf = ({ plan }: SiteView, { rule: name }: AnyRule) =>
  (plan.ruleSettings ?? []).filter(({ rule }) => rule === name).map(({ scope }) => `${scope.kind} ${scope.id}`);

function checkTrialDays(fromDay: string, toDay: string): void {
  const last = addDays(fromDay, MAX_TRIAL_DAYS);
  if (toDay >= fromDay && toDay <= last) return;
  throw new Unprocessable({ path: 'body.toDay', message: `'${toDay}' is not allowed; allowed: from ${fromDay} to ${last}` });
}
