import type { FastifyInstance, RouteOptions } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** The methods of the routes at an address, for `Allow`; none where there is no route at all. */
    methodsAt(url: string): readonly string[];
  }
}

/** Lets whoever answers "no such route" know whether it is only the method that has none: 405 rather than 404 (RFC 9110, 15.5.6). */
export function rememberMethods(fastify: FastifyInstance): void {
  const routes = new Map<string, Set<string>>();
  fastify.addHook('onRoute', ({ url, method }: RouteOptions) => {
    const methods = routes.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    routes.set(url, methods);
  });
  fastify.decorate('methodsAt', (url: string) => {
    const [path = ''] = url.split('?', 1);
    const parts = path.split('/');
    const found = [...routes].filter(([pattern]) => fits(pattern.split('/'), parts)).flatMap(([, all]) => [...all]);
    return [...new Set(found)].sort();
  });
}

function fits(pattern: readonly string[], parts: readonly string[]): boolean {
  return (
    pattern.length === parts.length &&
    pattern.every((one, i) => (one.startsWith(':') ? parts[i] !== '' : one === parts[i] && one !== '*'))
  );
}
