import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { CqrsModule, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore } from '#event-store';
import { ContactDirectory } from '#personal-data';
import { Clock } from './clock.js';
import { LatestConversation } from './conversation/latest-conversation.js';
import { Decisions } from './decisions.js';
import type { Platform } from './platform.js';
import { Settings } from './settings/settings.js';

const handlers: Type<ICommandHandler>[] = [];

const modules = new WeakMap<Platform, DynamicModule>();

/** Every command handler, on one platform. Apps that share a platform in one process share the handlers. */
@Module({})
export class CommandsModule {
  static register(platform: Platform): DynamicModule {
    const known = modules.get(platform);
    if (known !== undefined) return known;
    const module: DynamicModule = {
      module: CommandsModule,
      imports: [CqrsModule.forRoot()],
      providers: [
        { provide: EventStore, useValue: platform.store },
        { provide: ContactDirectory, useValue: platform.contacts },
        { provide: Clock, useValue: platform.clock },
        { provide: Settings, useValue: platform.settings },
        { provide: LatestConversation, useValue: platform.latestConversation },
        { provide: Decisions, useValue: new Decisions(platform) },
        ...handlers,
      ],
      exports: [EventStore, ContactDirectory, Clock, Settings, LatestConversation, Decisions, CqrsModule],
    };
    modules.set(platform, module);
    return module;
  }
}
