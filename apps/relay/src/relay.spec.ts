import { describe, expect, it } from '@jest/globals';
import { gaugesOf } from './metrics.js';

describe('the metrics', () => {
  it('say how far the relay is, and leave out what is not known yet', () => {
    const state = { leading: true, kafka: undefined, position: 41n, head: 42n, secondsBehind: 0.5, parkedStreams: 0 };
    const values = Object.fromEntries(gaugesOf(state).map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({ handoff_relay_position: 41n, handoff_relay_lag_seconds: 0.5 });
    expect(values['handoff_relay_kafka_up']).toBeUndefined();
  });
});
