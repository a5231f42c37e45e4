import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHmac } from 'node:crypto';
import { KeyUses } from '#access';
import { CommandsModule } from '#commands';
import { Cursors } from '#read-models';
import { ApiKeysController } from './access/api-keys.controller.js';
import { Identities } from './access/identities.js';
import { RefusedAttempts } from './access/refused-attempts.js';
import { trustedIssuers } from './access/trusted-issuers.js';
import { AgentsController } from './agents/agents.controller.js';
import { AuditLogController } from './audit/audit-log.controller.js';
import { HandoffsController } from './audit/handoffs.controller.js';
import { MetricsController } from './audit/metrics.controller.js';
import { ChannelsController } from './channels/channels.controller.js';
import { AgentsInConversationsController } from './conversations/agents.controller.js';
import { CustomersController } from './conversations/customers.controller.js';
import { HandoffsAndEndsController } from './conversations/handoffs-and-ends.controller.js';
import { ContactViewsController } from './contacts/contact-views.controller.js';
import { ContactsController } from './contacts/contacts.controller.js';
import { ConversationsController } from './conversations/conversations.controller.js';
import { MembersController } from './conversations/members.controller.js';
import { DeadlinesController } from './deadlines/deadlines.controller.js';
import { DeliveryModule } from './delivery/delivery.module.js';
import { DeliveryRows } from './delivery/delivery-rows.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/health.js';
import { apiAdapter } from './http/api-adapter.js';
import { BearerGuard } from './http/bearer-guard.js';
import { BodyPipe } from './http/body-pipe.js';
import { CallerRates } from './http/caller-rates.js';
import { allowedOrigins, crossOrigin } from './http/cross-origin.js';
import { KnownSettings } from './http/known-settings.js';
import { serveDocs } from './http/openapi.js';
import { Past } from './http/past.js';
import { ProblemFilter } from './http/problem-filter.js';
import { Views } from './http/views.js';
import { InboxController } from './inbox/inbox.controller.js';
import { LiveController } from './live/live.controller.js';
import { LiveNotifications } from './live/live-notifications.js';
import { LiveStreams } from './live/live-streams.js';
import { SharedChanges } from './live/shared-changes.js';
import { ExportsEnd, exportFilesOf } from './exports/exports-end.js';
import { MakeExports } from './exports/make-exports.js';
import type { ApiParts } from './parts.js';
import { ExportFiles } from './exports/export-files.js';
import { ExportsController } from './exports/exports.controller.js';
import { ExportIdentity } from './ledger/export-identity.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { LongPolls } from './turns/long-polls.js';
import { TurnsController } from './turns/turns.controller.js';
import { WorkspaceMembersController } from './workspace/members.controller.js';
import { WorkspaceController } from './workspace/workspace.controller.js';

export type { ApiParts } from './parts.js';

const liveLimits = { heartbeatMs: 15_000, patienceMs: 30_000 };

/**
 * The HTTP API. A process makes the adapter, creates the application on it, prepares it and listens:
 *
 *     const app = await NestFactory.create<NestFastifyApplication>(ApiModule.register(parts), ApiModule.adapter(configuration));
 *     await ApiModule.prepare(app).listen(port, host);
 */
@Module({})
export class ApiModule {
  static register(parts: ApiParts): DynamicModule {
    const { platform, configuration, positions, verifyToken } = parts;
    const identity = new ExportIdentity(configuration.ledgerName, configuration.exportKey);
    const logger = new Logger('Access');
    const uses = new KeyUses(parts.views, (what, error) => logger.warn(`${what}: ${String(error)}`));
    const cursors = new Cursors(createHmac('sha256', platform.commandKey).update('cursors').digest());
    const past = new Past(platform.store);
    const views = new Views(parts.views, positions, cursors, configuration.readYourWritesLimitMs, past);
    const known = new KnownSettings(platform.settings, configuration.readYourWritesLimitMs, past);
    const live = { ...liveLimits, perCaller: configuration.liveStreamsPerCaller };
    const notified = new LiveNotifications(parts.notifications, new DeliveryRows(parts.views, platform.commandKey));
    return {
      module: ApiModule,
      imports: [CommandsModule.register(platform), DeliveryModule.register(parts, known)],
      controllers: [
        ChannelsController,
        HandoffsAndEndsController,
        TurnsController,
        AgentsInConversationsController,
        MembersController,
        CustomersController,
        ConversationsController,
        InboxController,
        LiveController,
        DeadlinesController,
        HandoffsController,
        AuditLogController,
        MetricsController,
        LedgerController,
        ExportsController,
        AgentsController,
        WorkspaceController,
        WorkspaceMembersController,
        ApiKeysController,
        ContactsController,
        ContactViewsController,
        HealthController,
      ],
      providers: [
        { provide: KeyUses, useValue: uses },
        RefusedAttempts,
        {
          provide: Identities,
          inject: [RefusedAttempts],
          useFactory: (refused: RefusedAttempts) =>
            new Identities({
              ...{ verifyToken, settings: platform.settings, uses },
              onRefused: (reason, about) => refused.noteKey(reason, about),
            }),
        },
        { provide: Views, useValue: views },
        { provide: Past, useValue: past },
        { provide: LiveStreams, useValue: new LiveStreams(new SharedChanges(views, positions, 20), notified, live) },
        { provide: KnownSettings, useValue: known },
        { provide: LongPolls, useValue: new LongPolls(positions, configuration.longPollLimitMs) },
        { provide: Readiness, useValue: new Readiness(platform, parts.views, positions) },
        { provide: ExportIdentity, useValue: identity },
        { provide: ExportFiles, useValue: exportFilesOf(parts, identity) },
        MakeExports,
        ExportsEnd,
        { provide: APP_FILTER, useClass: ProblemFilter },
        BearerGuard,
        { provide: APP_GUARD, useExisting: BearerGuard },
        { provide: allowedOrigins, useValue: configuration.corsOrigins },
        { provide: CallerRates, useValue: new CallerRates(configuration) },
        { provide: APP_GUARD, useExisting: CallerRates },
        { provide: APP_PIPE, useClass: BodyPipe },
      ],
    };
  }

  /** Whose tokens are taken. @throws ConfigurationError */
  static readonly trustedIssuers = trustedIssuers;

  /** Fastify with our limits. Only JSON bodies are read. */
  static adapter(configuration: ApiParts['configuration']): FastifyAdapter {
    return apiAdapter(configuration);
  }

  /** What only an application can be given: the docs, who is let in. Whoever closes it sees running requests end first. */
  static prepare(app: NestFastifyApplication): NestFastifyApplication {
    crossOrigin(app);
    app.get(CallerRates).watchDoor(app.getHttpAdapter().getInstance());
    serveDocs(app);
    return app;
  }
}
