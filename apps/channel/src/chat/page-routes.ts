import { readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { shapedForm } from '../http/form-body.js';
import { refusalOf } from '../http/problem.js';
import { FormDetails } from './chat-bodies.js';
import { chatConnector, type ChatParts } from './chat-routes.js';
import type { FormLinks } from './form-links.js';
import { formPage } from './form-page.js';

const files = {
  'chat.mjs': 'text/javascript',
  'chat-elements.mjs': 'text/javascript',
  'chat-words.mjs': 'text/javascript',
  'chat.css': 'text/css',
} as const;

/** Beside the sources, and copied beside the built program. */
const folder = new URL('../../page/', import.meta.url);

/** Nothing but our own script and style runs in these pages, and other sites may show them in a frame. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'";

/** The page of the chat, what it loads, and the contact form as a page of its own. */
export function pageRoutes(http: FastifyInstance, parts: ChatParts & { readonly formLinks: FormLinks }): void {
  const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
  const chatHtml = read('chat.html');

  for (const [name, type] of Object.entries(files)) {
    const text = read(name);
    http.get(`/chat/page/${name}`, (_request, reply) => send(reply, 200, `${type}; charset=utf-8`, text));
  }

  http.get<{ Params: { workspace: string; channel: string } }>('/chat/:workspace/:channel', async (request, reply) => {
    const { workspace, channel } = request.params;
    const { kind } = await chatConnector(parts, workspace, channel);
    return html(reply, 200, chatHtml.replace('data-kind=""', `data-kind="${kind}"`));
  });

  http.get<{ Params: { link: string } }>('/chat/form/:link', (request, reply) => {
    const place = parts.formLinks.read(request.params.link);
    return html(
      reply,
      place === undefined ? 404 : 200,
      formPage(place === undefined ? 'unknown' : 'empty', languagesOf(request)),
    );
  });

  http.post<{ Params: { link: string } }>('/chat/form/:link', { bodyLimit: 32 * 1024 }, async (request, reply) => {
    const place = parts.formLinks.read(request.params.link);
    if (place === undefined) return html(reply, 404, formPage('unknown', languagesOf(request)));
    const given = shapedForm(request.body);
    try {
      const known = (name: keyof FormDetails) => given.get(name)?.trim() || undefined;
      const [name, phone, email, note] = (['name', 'phone', 'email', 'note'] as const).map(known);
      await parts.commands.fillInByLink(place, {
        ...(name === undefined ? {} : { name }),
        ...(phone === undefined ? {} : { phone }),
        ...(email === undefined ? {} : { email }),
        ...(note === undefined ? {} : { note }),
      });
      return await html(reply, 200, formPage('done', languagesOf(request)));
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined || refusal.status >= 500) throw error;
      return html(reply, refusal.status, formPage('refused', languagesOf(request), given));
    }
  });
}

function languagesOf({ headers }: FastifyRequest): string | undefined {
  return headers['accept-language'];
}

function html(reply: FastifyReply, status: number, text: string): FastifyReply {
  return send(reply, status, 'text/html; charset=utf-8', text);
}

function send(reply: FastifyReply, status: number, type: string, text: string): FastifyReply {
  return reply
    .status(status)
    .headers({
      'content-type': type,
      'content-security-policy': policy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
      vary: 'accept-language',
    })
    .send(text);
}
