import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Permit } from '../http/bearer-guard.js';
import { Health, Readiness } from './health.js';

export class Alive {
  @ApiProperty({ enum: ['live'] })
  readonly status!: 'live';
}

@ApiTags('Health')
@Permit('anyone')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @ApiOperation({ summary: 'The process runs' })
  @ApiOkResponse({ type: Alive })
  live(): Alive {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'The log answers, the schema is right, the views follow' })
  @ApiOkResponse({ type: Health })
  @ApiServiceUnavailableResponse({ type: Health, description: 'With the reasons.' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const health = await this.readiness.ask();
    if (health.status !== 'ready') void reply.status(503);
    return health;
  }
}
