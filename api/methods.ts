import type { FastifyInstance } from 'fastify';

/** Which methods an address takes. */
export type MethodsAt = (url: string) => string[];

/** Notes every route that is registered from now on: Fastify itself says of a wrong method only that there is nothing. */
export function noteMethods(app: FastifyInstance): MethodsAt {
  const routes: { pattern: string[]; methods: string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    routes.push({ pattern: url.split('/'), methods: [method].flat() });
  });
  return (url) => {
    const path = url.split('?', 1)[0]!.split('/');
    const fits = ({ pattern }: (typeof routes)[number]) =>
      pattern.length === path.length && pattern.every((part, index) => part.startsWith(':') || part === path[index]);
    return [...new Set(routes.filter(fits).flatMap(({ methods }) => methods))];
  };
}
