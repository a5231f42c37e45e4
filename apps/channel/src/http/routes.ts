import type { FastifyInstance } from 'fastify';
import { chatRoutes, type ChatParts } from '../chat/chat-routes.js';
import type { FormLinks } from '../chat/form-links.js';
import { pageRoutes } from '../chat/page-routes.js';
import { inboundRoutes, type InboundParts } from '../inbound/inbound-routes.js';
import { answerProblem } from './problem.js';

export type RouteParts = ChatParts &
  InboundParts & { readonly formLinks: FormLinks; readonly onFault: (what: string, error: unknown) => void };

/**
 * Everything that customers and messengers ask for, as a plugin of Fastify: it has its own parsers and refusals, so that it may share
 * a server with the API without sharing its rules.
 */
export function routes(parts: RouteParts) {
  return (http: FastifyInstance, _options: unknown, done: () => void): void => {
    // Bytes as they came: signatures are of bytes, and encodings are judged by us.
    http.removeAllContentTypeParsers();
    for (const type of ['application/json', 'application/x-www-form-urlencoded'])
      http.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    http.setErrorHandler(answerProblem(parts.onFault));
    inboundRoutes(http, parts);
    chatRoutes(http, parts);
    pageRoutes(http, parts);
    done();
  };
}
