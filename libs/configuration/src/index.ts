export { Configuration, logLevels, modes } from './configuration.js';
export { ConfigurationError } from './configuration-error.js';
export { loadConfiguration, type Needed } from './load-configuration.js';
export { logSettingsOf, secretsOf } from './secrets-of.js';
export { listSettings, type ListedSetting } from './list-settings.js';
