import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerProblem, Refusal } from './problem.js';

/** What comes to no route of ours, where this service has a server of its own: refused in the same shape as everything else. */
@Catch()
export class NoSuchRoute implements ExceptionFilter {
  private readonly answer: ReturnType<typeof answerProblem>;

  constructor(onFault: (what: string, error: unknown) => void) {
    this.answer = answerProblem(onFault);
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    this.answer(error instanceof NotFoundException ? missing(request, reply) : error, request, reply);
  }
}

function missing({ server, url }: FastifyRequest, reply: FastifyReply): Refusal {
  const methods = server.methodsAt(url);
  if (methods.length === 0) return new Refusal(404, 'no_such_route', 'There is nothing at this address.');
  void reply.header('allow', methods.join(', '));
  return new Refusal(405, 'method_not_allowed', 'This address takes other methods; Allow lists them.');
}
