import { Messaging1795132800300 } from './1795132800300-messaging.js';
import { Deliveries1795132800310 } from './1795132800310-deliveries.js';
import { Connectors1795132800320 } from './1795132800320-connectors.js';
import { Notifications1795132800330 } from './1795132800330-notifications.js';
import { MemberLanguage1795132802100 } from './1795132802100-member-language.js';

/** Run by the one ordered runner of migrations, after the database roles were made (`ensureDatabaseRoles` of access). */
export const messagingMigrations = [
  Messaging1795132800300,
  Deliveries1795132800310,
  Connectors1795132800320,
  Notifications1795132800330,
  MemberLanguage1795132802100,
];
