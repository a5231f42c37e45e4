import { Module, type DynamicModule } from '@nestjs/common';
import { CommandsModule } from '#commands';
import { KnownSettings } from '../http/known-settings.js';
import type { ApiParts } from '../parts.js';
import { ConnectorsController } from './connectors.controller.js';
import { DeliveryRows } from './delivery-rows.js';
import { NotificationsController } from './notifications.controller.js';
import { RecordedChanges } from './recorded-changes.js';
import { WebhooksController } from './webhooks.controller.js';

/** What members set about how others are reached: connectors, notifications, webhooks. The channel and the notifier do it. */
@Module({})
export class DeliveryModule {
  static register({ platform, views }: Pick<ApiParts, 'platform' | 'views'>, known: KnownSettings): DynamicModule {
    return {
      module: DeliveryModule,
      imports: [CommandsModule.register(platform)],
      controllers: [ConnectorsController, NotificationsController, WebhooksController],
      providers: [
        { provide: DeliveryRows, useValue: new DeliveryRows(views, platform.commandKey) },
        { provide: KnownSettings, useValue: known },
        RecordedChanges,
      ],
    };
  }
}
