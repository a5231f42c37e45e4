import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { permissionsTable } from '#access';
import { serveAsyncApi } from './asyncapi.js';

const about = `Conversations that move between AI agents and people.

**Ids of commands.** Send an \`Idempotency-Key\` with every command: the same key with the same body has one effect and one answer.

**Reading your writes.** A command answers the position of its effect (\`position\`, and header \`Handoff-Position\`); a query given that
position as \`after\` (or header \`Handoff-After\`) shows at least everything up to it, or says \`view_behind\`.
Queries that do not name \`after\` (webhooks, connectors, notifications) show what is kept at that moment.

**Refusals** are problem+json (RFC 9457) with a stable \`code\`.

**Who may ask.** Every request carries \`Authorization: Bearer …\`: a token of your identity provider, or an API key
(\`POST /v1/workspace/api-keys\`). The workspace is that of the token; ids of another one do not exist. Each route names its row:

${permissionsTable()}`;

/** The API's description, made from the routes. */
export function openApi(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Handoff')
    .setDescription(about)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT or API key' });
  for (const [name, description] of tags) config.addTag(name, description);
  return SwaggerModule.createDocument(app, config.build(), {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
}

/** In the order in which a reader meets them. */
const tags = [
  ['Channels', 'What customers write, and what they are told'],
  ['Conversations', 'What more than one kind of caller does'],
  ['Conversations: AI runtime', 'Turns, answers, actions, assessments'],
  ['Conversations: members', 'Claim, answer, pass on, give back'],
  ['Conversations: customers', 'What a customer does besides writing, brought by a channel'],
  ['Inbox', 'Queue, inbox, board, conversations and their timelines'],
  ['Handoffs and audit', 'Every move, and every change of settings'],
  ['Agents', 'AI agents and their versions'],
  ['Workspace', 'Settings, members, teams, channels'],
  ['Access', 'API keys of integrations and AI runtimes'],
  ['Contacts', 'Customers and what is known of them'],
  ['Health', 'Is it there'],
] as const;

/** Serves `/openapi.json`, at `/docs` a page of our own machine that shows it, and `/asyncapi.json`. */
export function serveDocs(app: NestFastifyApplication): void {
  const document = openApi(app);
  serveAsyncApi(app, document);
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Handoff API',
    swaggerOptions: { persistAuthorization: true, docExpansion: 'list', validatorUrl: null },
  });
}
