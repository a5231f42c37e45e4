import { describe, expect, it } from '@jest/globals';
import { metricsOf } from './metrics.js';

describe('the metrics', () => {
  it('say how far the relay is, and leave out what is not known yet', () => {
    const state = { leading: true, kafka: undefined, position: 41n, head: 42n, secondsBehind: 0.5, parkedStreams: 0 };
    const text = metricsOf(state);
    expect(text).toContain('handoff_relay_position 41\n');
    expect(text).toContain('handoff_relay_lag_seconds 0.5\n');
    expect(text).not.toContain('handoff_relay_kafka_up');
  });
});
