import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { IssuerSettings } from '#access';
import type { Platform } from '#commands';
import type { EventStore } from '#event-store';
import type { Consumers, Outside } from '#messaging';

/** What the channel service stands on; made by whoever starts the process. */
export interface ChannelParts {
  readonly platform: Platform;
  /** How it hears of events: over Kafka, or straight from the log. */
  readonly consumers: Consumers;
  /** The log, reading with `KeepSealed`: rouses those who wait in a chat. */
  readonly log: EventStore;
  /** Connected as `handoff_projector`: its deliveries and marks. */
  readonly pool: Pool;
  /** The views, connected as `handoff_api`. */
  readonly views: DataSource;
  readonly outside: Outside;
  /** Signs the tokens of visitors. */
  readonly issuer: IssuerSettings;
  /** Where customers reach this service, without a slash at the end; asked when a link is made. */
  readonly publicUrl: () => string;
}
