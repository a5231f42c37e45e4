import { PersonalData1795132800100 } from './1795132800100-personal-data.js';

/** Run by the one ordered runner of migrations, after the database roles were made (`ensureDatabaseRoles` of access). */
export const personalDataMigrations = [PersonalData1795132800100];
