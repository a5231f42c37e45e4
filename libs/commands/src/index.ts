export * from './clock.js';
export * from './commands.module.js';
export * from './issued-command.js';
export * from './platform.js';
export * from './conversation/latest-conversation.js';
export * from './settings/settings.js';
