export { asyncApiDocument } from './published/async-api.js';
export { KeepSealed } from './published/keep-sealed.js';
export { toPublic } from './published/to-public.js';
export { fromRecord } from './published/cloud-event.js';
export type { PublishedEvent } from './published/published-event.js';
export {
  commandResultTopic,
  commandTopic,
  deadLetterTopic,
  eventTopics,
  publishedTypeNames,
  type EventTopic,
} from './published/topics.js';
export { kafkaClient, type KafkaSettings } from './kafka/kafka-client.js';
export { kafkaSettings, type ConfiguredKafka } from './kafka/kafka-settings.js';
export { ensureTopics } from './kafka/topics.js';
export { sparingly, topicsThere } from './kafka/topics-there.js';
export { KafkaPublisher, type Publisher } from './kafka/publisher.js';
export { runRelay, type RelayOptions } from './relay/run-relay.js';
export { replay, UnfitTopic, type ReplayOptions, type ReplayProgress } from './relay/replay.js';
export { lastPosition } from './relay/positions-of-times.js';
export type { RelayState } from './relay/relay-state.js';
export type { Leadership, ParkedStream, RelayJournal } from './relay/relay-journal.js';
export { PostgresRelayJournal } from './relay/postgres-relay-journal.js';
export type { Consumers, Consumption, ConsumptionState, ConsumeOptions, Handler } from './consume/consumers.js';
export { KafkaConsumers, type KafkaConsumersOptions } from './consume/kafka-consumers.js';
export { openConsumers } from './consume/open-consumers.js';
export { LogConsumers, type LogConsumersOptions } from './consume/log-consumers.js';
export { askDeadLetters, listDeadLetters, type DeadLetter } from './consume/dead-letters.js';
export { serveCommands, type CommandServerOptions } from './commands/serve-commands.js';
export {
  HttpCommandDispatcher,
  httpCommands,
  type HttpCommand,
  type OpenApiLike,
  type SendRequest,
} from './commands/http-commands.js';
export { messagingMigrations } from './schema/migrations.js';
export { schedule, scheduleAgain, scheduleByRows, type NewDelivery } from './deliver/schedule.js';
export type { Delivery, Final } from './deliver/delivery-rows.js';
export { DeliveryWorker, type DeliveryWorkerOptions } from './deliver/delivery-worker.js';
export { failedTry, type Tried } from './deliver/tried.js';
export { History, type Happened, type Moment } from './deliver/history.js';
export { Wakeups } from './deliver/wakeups.js';
export { inTransaction } from './transaction.js';
export { AllowedNetworks } from './outside/addresses.js';
export { Outside, type OutsideAnswer } from './outside/guarded-request.js';
export { bytesOf, isSigned, newSecret, secretOf, sign } from './outside/signature.js';
export { SecretBox } from './outside/boxed-secret.js';
export * from './connectors/connectors.js';
export * from './connectors/notice-texts.js';
export { rowsOf, rowsWithin } from './connectors/rows.js';
export { markTaken, pruneSignatures, wasTaken, type SignedMessage } from './connectors/seen-signatures.js';
export * from './notifications/preferences.js';
export * from './notifications/notifications.js';
export { NotificationWatch, type MemberPlace, type OnNotified } from './notifications/notification-watch.js';
export * from './subscriptions/subscriptions.js';
export {
  replayDelivery,
  testDelivery,
  webhookDelivery,
  type ReplayPayload,
  type WebhookPayload,
} from './subscriptions/webhook-deliveries.js';
