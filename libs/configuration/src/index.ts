export { Configuration, modes } from './configuration.js';
export { ConfigurationError } from './configuration-error.js';
export { loadConfiguration, type Needed } from './load-configuration.js';
export { logSettingsOf } from './secrets-of.js';
export { listSettings, type ListedSetting } from './list-settings.js';
