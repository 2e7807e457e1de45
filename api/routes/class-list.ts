import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { classListCsv, readClassList } from '../class-list.ts';
import { checkNights } from '../nights-asked.ts';
import type { ApiParts } from '../parts.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS } from '../schemas/responses.ts';
import { classList, classListQuery } from '../schemas/tonight.ts';

/** Rooms left on: the school keeps the points, this keeps the facts. */
export const classListRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, audit }, done) => {
  const tags = ['tonight'];
  const config = { needs: 'see_class' } as const;

  const list = {
    summary: 'Rooms left on in some nights, newest first; homes are never in it',
    tags,
    params: siteParams,
    querystring: classListQuery,
    response: { 200: classList, ...PROBLEMS },
  };
  app.get('/sites/:site/class-list', { schema: list, config }, async ({ params, query, visitor }) => {
    const view = await views.one(params.site, visitor);
    const { fromNight, toNight } = checkNights(query);
    return { rows: await readClassList(records, view, fromNight, toNight) };
  });

  const table = {
    summary: 'The same as a table for a spreadsheet (UTF-8, comma)',
    tags,
    params: siteParams,
    querystring: classListQuery,
    response: { 200: { description: 'the table', content: { 'text/csv': { schema: z.string() } } }, ...PROBLEMS },
  };
  app.get('/sites/:site/class-list.csv', { schema: table, config }, async (request, reply) => {
    const view = await views.one(request.params.site, request.visitor);
    const { fromNight, toNight } = checkNights(request.query);
    const rows = await readClassList(records, view, fromNight, toNight);
    await audit(request, {
      action: 'class_list.exported',
      target: `${fromNight} ${toNight}`,
      detail: `${rows.length} rows`,
      site: view.id,
    });
    const name = `class-list-${view.id}-${fromNight}-${toNight}.csv`.replaceAll(/[^A-Za-z0-9._-]/g, '_');
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${name}"`)
      .serializer((text: string) => text)
      .send(classListCsv(rows, view));
  });
  done();
};
