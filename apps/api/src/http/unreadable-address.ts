import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from './problem.js';

/** An address that the router itself cannot read never comes to Nest and its filter: it is refused here, in the same shape. */
export function refuseAddress({ code }: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const problem =
    code === 'FST_ERR_MAX_PARAM_LENGTH'
      ? problemOf(414, 'address_too_long', 'A part of the address is longer than any id of ours.')
      : problemOf(400, 'bad_address', 'The address could not be read.');
  void reply
    .status(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}
