import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { asyncApiDocument, httpCommands } from '#messaging';

/** Serves `/asyncapi.json`: what goes over Kafka, with the commands of the HTTP API by the same schemas. */
export function serveAsyncApi(app: NestFastifyApplication, openApi: OpenAPIObject): void {
  const { version } = openApi.info;
  const commands = Object.fromEntries(httpCommands(openApi).map(({ name, body }) => [name, body]));
  const document = JSON.stringify(asyncApiDocument({ version, commands }));
  app.getHttpAdapter().get('/asyncapi.json', (_request: unknown, reply: FastifyReply) => {
    void reply.type('application/json; charset=utf-8').send(document);
  });
}
