import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EventStore } from '#event-store';
import { ContactDirectory, KeyStore } from '#personal-data';
import { Clock } from './clock.js';
import { Contacts } from './contact/contacts.js';
import { ConversationHints } from './conversation/conversation-hints.js';
import { OpenConversation } from './conversation/open-conversation.js';
import { Decisions } from './decisions.js';
import { Detectors } from './detection/detectors.js';
import { handlers } from './handlers.js';
import type { Platform } from './platform.js';
import { Sentiment } from './sentiment/sentiment.js';
import { WordListSentiment } from './sentiment/word-list-sentiment.js';
import { Settings } from './settings/settings.js';

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
        { provide: KeyStore, useValue: platform.keys },
        { provide: Clock, useValue: platform.clock },
        { provide: Settings, useValue: platform.settings },
        { provide: ConversationHints, useValue: platform.hints },
        { provide: Decisions, useValue: new Decisions(platform) },
        Contacts,
        OpenConversation,
        Detectors,
        { provide: Sentiment, useClass: WordListSentiment },
        ...handlers,
      ],
      exports: [EventStore, Clock, Settings, CqrsModule],
    };
    modules.set(platform, module);
    return module;
  }
}
