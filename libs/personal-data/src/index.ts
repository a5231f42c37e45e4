export { openField, sealField, UnsealableValue, type OpenedField } from './envelope.js';
export { parseMasterKey, purposeKey } from './master-key.js';
export { WorkspaceKeys, WrongMasterKey } from './workspace-keys.js';
export { KeyStore, KeyMissing } from './key-store.js';
export { ContactDirectory, type ResolvedContact } from './contact-directory.js';
export { KeyedFieldSealer } from './keyed-field-sealer.js';
export * from './opening.js';
export { personalDataMigrations } from './schema/migrations.js';
