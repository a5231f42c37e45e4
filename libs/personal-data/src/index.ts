export { openField, sealField, UnsealableValue, type OpenedField, type OpenedText } from './envelope.js';
export { parseMasterKey, purposeKey } from './master-key.js';
export { WorkspaceKeys, WrongMasterKey } from './workspace-keys.js';
export { KeyStore, KeyMissing, type KeyOf } from './key-store.js';
export { ContactDirectory, type ResolvedContact } from './contact-directory.js';
export { KeyedFieldSealer } from './keyed-field-sealer.js';
export { SaltedOpener } from './salted-opener.js';
export { personalDataMigrations } from './schema/migrations.js';
