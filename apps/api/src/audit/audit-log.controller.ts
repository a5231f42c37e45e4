import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { auditPage, auditTypes, type AuditEvent } from '#read-models';
import { By, Caller } from '../http/caller.js';
import { Choice, Key, When } from '../http/fields.js';
import { pageOf, rowSchema } from '../http/row-schema.js';
import { ViewRoute } from '../http/route.js';
import { Paging, Views } from '../http/views.js';

const subjects = ['agent', 'workspace', 'contact'] as const;

export class AuditQuery extends Paging {
  @Choice({ of: subjects, optional: true })
  readonly subjectKind?: (typeof subjects)[number];

  @Key({ optional: true })
  readonly subjectId?: string;

  @Key({ optional: true, about: 'Who did it.' })
  readonly actorId?: string;

  @Choice({ of: auditTypes, optional: true, about: 'The stored name of the event.' })
  readonly type?: AuditEvent['type'];

  @When({ optional: true, about: 'At this time or later.' })
  readonly from?: string;

  @When({ optional: true, about: 'Before this time.' })
  readonly until?: string;
}

/** What people changed of agents and settings. With the handoffs it is complete. */
@ApiTags('Handoffs and audit')
@Controller('v1/audit-log')
export class AuditLogController {
  constructor(private readonly views: Views) {}

  @ViewRoute('', {
    permit: 'audit.read',
    evidence: 'audit_log',
    summary: 'Changes of agents and settings, newest first',
    answer: pageOf(rowSchema('audit-log')),
  })
  list(@Query() query: AuditQuery, @By() caller: Caller) {
    const { after: _, ...filter } = query;
    return this.views.read(caller, query, (reader) => auditPage(reader, filter));
  }
}
