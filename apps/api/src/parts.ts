import type { DataSource } from 'typeorm';
import type { Identity } from '#access';
import type { Platform } from '#commands';
import type { Configuration } from '#configuration';
import type { EdgeSettings } from '#edge';
import type { NotificationWatch } from '#messaging';
import type { ViewPositions } from '#read-models';

/** What the API stands on; made by whoever starts the process. */
export interface ApiParts {
  readonly platform: Platform;
  readonly configuration: EdgeSettings &
    Pick<Configuration, 'readYourWritesLimitMs' | 'liveStreamsPerCaller' | 'ratePerMember' | 'ratePerIntegration'> &
    Partial<Pick<Configuration, 'ledgerName' | 'exportKey' | 'exportDir'>>;
  /** The views, connected as `handoff_api`: reads one workspace at a time. */
  readonly views: DataSource;
  /** How far the views are; started by whoever made it. */
  readonly positions: ViewPositions;
  /** What members are notified of, as it happens; started by whoever made it. */
  readonly notifications: NotificationWatch;
  /** Whom a JWT speaks for. @throws InvalidToken, IssuerUnavailable */
  readonly verifyToken: (token: string) => Promise<Identity>;
}
