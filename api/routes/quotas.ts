import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { readQuotaPaces } from '../../reports/quotas/quota-paces.ts';
import { quotaStateOf } from '../../domain/quota-state.ts';
import { visitorOf } from '../access/visitor.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound, Refused } from '../problems.ts';
import { checkQuota, toVersionView } from '../quotas.ts';
import { checkWhole } from '../reached.ts';
import { quotaAnswer, quotaHistory, quotaList, quotaParams, quotaRequest, quotaVersionParams } from '../schemas/books.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';

const WHAT = 'the table of quotas';

/** 指标: what the school and its parts may use; domain/quota.ts. */
export const quotaRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now, audit }, done) => {
  const tags = ['quotas'];

  const list = {
    summary: 'Quotas that are drafted, approved, in force or ended, with their pace',
    tags,
    params: siteParams,
    response: { 200: quotaList, ...PROBLEMS },
  };
  app.get('/sites/:site/quotas', { schema: list, config: { needs: 'see' } }, async ({ params, visitor }) => {
    const view = await views.one(params.site, visitor);
    checkWhole(view, WHAT);
    const today = view.local.dayOf(now());
    const versions = await records.quotas.list(view.id, { all: true });
    const shown = versions.filter((plan) => quotaStateOf(plan, versions, today) !== 'replaced');
    const paces = await readQuotaPaces(records.intervals, view, shown, now());
    return { today, quotas: shown.map((plan) => ({ ...toVersionView(view, plan, versions, today), pace: paces.get(plan) ?? null })) };
  });

  const history = {
    summary: 'Every version of a quota, newest first',
    tags,
    params: quotaParams,
    response: { 200: quotaHistory, ...PROBLEMS },
  };
  app.get('/sites/:site/quotas/:quota/versions', { schema: history, config: { needs: 'see' } }, async ({ params, visitor }) => {
    const view = await views.one(params.site, visitor);
    checkWhole(view, WHAT);
    const versions = (await records.quotas.list(view.id, { all: true })).filter(({ id }) => id === params.quota);
    if (versions.length === 0) throw new NotFound('quota', params.quota);
    const today = view.local.dayOf(now());
    return { versions: versions.toReversed().map((plan) => toVersionView(view, plan, versions, today)) };
  });

  const save = {
    summary: 'Draft a quota, or a new version of one',
    description: 'What is approved stays in force until the new version is approved.',
    tags,
    params: siteParams,
    body: quotaRequest,
    response: { 200: quotaAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/quotas', { schema: save, config: { needs: 'keep_books' } }, async (request) => {
    const { params, body } = request;
    const { name: savedBy } = visitorOf(request);
    const view = await views.one(params.site, request.visitor);
    checkWhole(view, WHAT);
    checkQuota(view, body);
    if (body.id !== undefined && !(await records.quotas.list(view.id)).some(({ id }) => id === body.id))
      throw new NotFound('quota', body.id);
    const plan = await records.quotas.save({ ...body, id: body.id ?? randomUUID(), site: view.id, savedBy, savedAt: now() });
    await audit(request, {
      site: view.id,
      action: 'quota.drafted',
      target: plan.id,
      detail: JSON.stringify({ ...body, version: plan.version }),
    });
    return { quota: toVersionView(view, plan, [plan], view.local.dayOf(now())) };
  });

  const approve = {
    summary: 'Sign a draft: it is in force in its period, and the version before it is replaced',
    tags,
    params: quotaVersionParams,
    response: { 200: quotaAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/quotas/:quota/versions/:version/approve', { schema: approve, config: { needs: 'sign' } }, async (request) => {
    const { params } = request;
    const { name: by } = visitorOf(request);
    const view = await views.one(params.site, request.visitor);
    checkWhole(view, WHAT);
    const versions = (await records.quotas.list(view.id, { all: true })).filter(({ id }) => id === params.quota);
    const plan = versions.find(({ version }) => version === params.version);
    if (!plan) throw new NotFound('version of the quota', `${params.quota}/${params.version}`);
    const newest = versions.at(-1)!.version;
    if (plan.version !== newest) throw new Refused(409, `version ${plan.version} was written anew as version ${newest}: sign that one`);
    const at = now();
    if (!(await records.quotas.approve(view.id, plan.id, plan.version, by, at))) {
      throw new Refused(409, `version ${plan.version} was approved already`);
    }
    const { name, amount, from, to } = plan;
    await audit(request, {
      site: view.id,
      action: 'quota.approved',
      target: plan.id,
      detail: JSON.stringify({ name, version: plan.version, amount, from, to }),
    });
    const signed = { ...plan, approvedBy: by, approvedAt: at };
    return { quota: toVersionView(view, signed, [signed], view.local.dayOf(at)) };
  });
  done();
};
