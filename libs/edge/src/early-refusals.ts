import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { problemBody, problemType } from './problem-text.js';
import { securityHeaders } from './security-headers.js';

/* Refusals that come before any route, and so before any filter of an app: in the same shape as all others. */

/** An address that the router itself cannot read. */
export function refuseAddress({ code }: FastifyError, { id }: FastifyRequest, reply: FastifyReply): void {
  const problem =
    code === 'FST_ERR_MAX_PARAM_LENGTH'
      ? problemBody(414, 'address_too_long', 'A part of the address is longer than any id of ours.')
      : problemBody(400, 'bad_address', 'The address could not be read.');
  // No hook of ours was asked.
  void reply.headers(securityHeaders).header('x-request-id', id);
  void reply.status(problem.status).header('content-type', problemType).send(JSON.stringify(problem));
}

/** What the parser of HTTP refuses, or what did not come in time: answered on the bare connection, which ends with it. */
export function answerClientError({ code }: ConnectionError, socket: Socket): void {
  if (code === 'ECONNRESET' || socket.destroyed) return;
  const problem = problemOf(code);
  const body = JSON.stringify(problem);
  const lines = {
    ...securityHeaders,
    'content-type': problemType,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  if (socket.writable)
    socket.write(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${head.join('')}\r\n${body}`);
  socket.destroySoon();
}

function problemOf(code: string | undefined) {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return problemBody(408, 'request_timeout', 'The request did not come in time.');
  if (code === 'HPE_HEADER_OVERFLOW')
    return problemBody(431, 'headers_too_large', 'The address and the headers are larger than 16 KiB together.');
  return problemBody(400, 'malformed_request', 'This is not HTTP as RFC 9112 describes it.');
}
