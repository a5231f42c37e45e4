/** Kafka could not be installed or started; the message is one sentence for the person who asked for it. */
export class KafkaError extends Error {
  override readonly name = 'KafkaError';
}
