import { Module, type DynamicModule } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openPool, parseIssuerKey, verifyBearer, type DatabaseRole, type IssuerSettings } from '#access';
import { openPlatform } from '#commands';
import type { Configuration } from '#configuration';
import { EventStoreDB } from '#event-store';
import { AllowedNetworks, KeepSealed, LogConsumers, NotificationWatch, Outside } from '#messaging';
import { LedgerKeys, ViewPositions, ViewHints, heldInFolder, heldInMemory, migrate, openViews } from '#read-models';
import { ApiModule, type ApiParts } from '../../api/src/api.module.js';
import { ChannelModule } from '../../channel/src/channel.module.js';
import { NotifierModule } from '../../notifier/src/notifier.module.js';
import { ProjectorModule } from '../../projector/src/projector.module.js';
import { TimekeeperModule } from '../../timekeeper/src/timekeeper.module.js';

export interface ApplicationParts {
  readonly eventStoreUrl: string;
  readonly ownerUrl: string;
  readonly roleUrls: Readonly<Record<DatabaseRole, string>>;
  /** Its keys and limits; what it says of databases and ports is not used. */
  readonly configuration: Configuration & {
    readonly masterKey: string;
    readonly tokenKey: string;
    readonly commandKey: string;
  };
  readonly host: string;
  readonly port: number;
  readonly onFault: (what: string, error: unknown) => void;
}

/** The one Node process: api, projector, timekeeper, channel and notifier on one platform. */
export interface Application {
  readonly url: string;
  readonly commands: CommandBus;
  readonly issuer: IssuerSettings;
  /** Finishes running requests, then lets everything go. */
  stop(): Promise<void>;
}

@Module({})
class StandaloneModule {
  static of(imports: DynamicModule[]): DynamicModule {
    return { module: StandaloneModule, imports };
  }
}

/** Migrates the database, joins the apps on one platform, and listens. Resolves when requests are served. */
export async function startApplication(parts: ApplicationParts): Promise<Application> {
  const { configuration, onFault, roleUrls } = parts;
  await migrate(parts.ownerUrl);

  const pool = (role: DatabaseRole, max: number) =>
    openPool(roleUrls[role], { max }, (what, error) => onFault(`${what} of ${role}`, error));
  const keys = pool('handoff_keys', 5);
  const projector = pool('handoff_projector', 4);
  const timekeeper = pool('handoff_timekeeper', 12);
  const ledger = pool('handoff_ledger', 3);
  const listener = pool('handoff_api', 3);
  const deliveries = pool('handoff_projector', 12);
  const views = await openViews(roleUrls.handoff_api, 'api', 20);

  const { tokenKey, tokenIssuer, tokenAudience } = configuration;
  const issuer = { key: await parseIssuerKey(tokenKey), issuer: tokenIssuer, audience: tokenAudience };
  const issuers = await ApiModule.trustedIssuers(configuration);
  const hints = new ViewHints(views);
  const { eventStoreUrl } = parts;
  const platform = openPlatform({ ...configuration, eventStoreUrl, keys, hints, onFault });
  const positions = new ViewPositions(listener, (error) => onFault('positions of the views', error));
  const notifications = new NotificationWatch(listener, onFault);
  const api: ApiParts = {
    platform,
    configuration,
    views,
    ...{ positions, notifications },
    verifyToken: (token) => verifyBearer(issuers, token),
  };

  const closedLog = new EventStoreDB({
    connectionString: eventStoreUrl,
    sealer: new KeepSealed(),
    asStored: true,
    onFault,
  });
  const log = new EventStoreDB({ connectionString: eventStoreUrl, sealer: new KeepSealed(), onFault });
  const outside = new Outside({ allow: new AllowedNetworks(configuration.outboundAllow) });
  let url = '';
  const sending = {
    ...{ platform, log, outside, issuer, views },
    consumers: new LogConsumers({ store: log, pool: deliveries, onFault }),
    pool: deliveries,
    publicUrl: () => configuration.publicUrl ?? url,
    ...(configuration.smtpUrl && { mail: { url: configuration.smtpUrl, from: configuration.mailFrom } }),
  };
  const { ledgerKey, ledgerName, ledgerStateDir, ledgerSignEveryMs } = configuration;
  const ledgerParts = ledgerKey && {
    store: closedLog,
    pool: ledger,
    keys: new LedgerKeys(ledgerName, ledgerKey),
    held: ledgerStateDir === undefined ? heldInMemory() : heldInFolder(ledgerStateDir),
    signEveryMs: ledgerSignEveryMs,
  };

  const app = await NestFactory.create<NestFastifyApplication>(
    StandaloneModule.of([
      ApiModule.register(api),
      ProjectorModule.register({
        store: platform.store,
        pool: projector,
        ...(ledgerParts && { ledger: ledgerParts }),
        health:
          configuration.healthPort === undefined ? undefined : { host: parts.host, port: configuration.healthPort },
      }),
      TimekeeperModule.register({ platform, pool: timekeeper }),
      ChannelModule.register(sending),
      NotifierModule.register(sending),
    ]),
    ApiModule.adapter(configuration),
    // Nest would end the process at once, and nobody would stop the servers.
    { logger: ['fatal', 'error', 'warn'], abortOnError: false },
  );
  await platform.settings.start();
  positions.start();
  notifications.start();
  await ChannelModule.serve(app);
  await ApiModule.prepare(app).listen(parts.port, parts.host);
  url = (await app.getUrl()).replace('[::1]', 'localhost');
  return {
    url,
    commands: app.get(CommandBus),
    issuer,
    stop: async () => {
      await app.close();
      await platform.settings.stop();
      await Promise.all([positions.stop(), notifications.stop()]);
      await Promise.all([platform.store.close(), closedLog.close(), log.close(), outside.close()]);
      await views.destroy();
      await Promise.all([keys, projector, timekeeper, ledger, listener, deliveries].map((one) => one.end()));
    },
  };
}
