import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';

/** OpenAPI made from the routes' schemas, at /docs (JSON at /docs/json). The page loads nothing from outside. */
export async function registerDocs(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Greenleaf 绿叶',
        description:
          'Readings, consumption and alerts of school campuses. Instants are epoch ms, days are local days of the site, ' +
          'absent is null and never zero. Errors are application/problem+json (RFC 9457).',
        version,
      },
    },
    transform: jsonSchemaTransform,
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    // The badge of an outside validator is off; our own security headers hold for this page too.
    uiConfig: { validatorUrl: null, docExpansion: 'list' },
    theme: { title: 'Greenleaf API' },
  });
}
