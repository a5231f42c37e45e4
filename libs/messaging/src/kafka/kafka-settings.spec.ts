import { describe, expect, it } from '@jest/globals';
import { loadConfiguration } from '#configuration';
import { kafkaSettings } from './kafka-settings.js';

const brokers = { HANDOFF_KAFKA_BROKERS: 'one:9093' };
const settings = (env: Record<string, string> = {}) =>
  kafkaSettings(loadConfiguration({ ...brokers, ...env }, {}, ['kafkaBrokers']));

describe('how to reach Kafka', () => {
  it('is the brokers alone where nothing else is said', () => {
    expect(settings()).toEqual({ brokers: ['one:9093'] });
  });

  it('is with TLS and a login where they are configured', () => {
    const env = { HANDOFF_KAFKA_TLS: 'on', HANDOFF_KAFKA_USERNAME: 'relay', HANDOFF_KAFKA_PASSWORD: 'word' };
    expect(settings(env)).toEqual({
      brokers: ['one:9093'],
      tls: {},
      sasl: { mechanism: 'scram-sha-512', username: 'relay', password: 'word' },
    });
  });
});
