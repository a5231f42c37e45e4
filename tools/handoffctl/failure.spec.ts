import { describe, expect, it } from '@jest/globals';
import { CommanderError } from 'commander';
import { Failure, outcomeOf } from './failure.js';

describe('a command that fails', () => {
  it('says one sentence and ends with 1', () => {
    expect(outcomeOf(new Failure('There is no such view.'))).toEqual({ code: 1, sentence: 'There is no such view.' });
  });

  it('ends with 2 when the command line makes no sense, and with 0 when help was asked for', () => {
    expect(outcomeOf(new CommanderError(1, 'commander.unknownOption', 'unknown option'))).toEqual({ code: 2 });
    expect(outcomeOf(new CommanderError(0, 'commander.helpDisplayed', ''))).toEqual({ code: 0 });
  });

  it('tells a database that is away from one that refuses', () => {
    const away = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
    expect(outcomeOf(away).sentence).toBe('PostgreSQL does not answer (ECONNREFUSED).');
    const refused = Object.assign(new Error('password authentication failed'), { code: '28P01', severity: 'FATAL' });
    expect(outcomeOf(refused).sentence).toBe('PostgreSQL refuses: password authentication failed.');
  });

  it('tells a Kafka that is away from one that refuses', () => {
    const named = (name: string, message: string) => Object.assign(new Error(message), { name, code: 'ECONNREFUSED' });
    expect(outcomeOf(named('KafkaJSConnectionError', 'Connection error: connect ECONNREFUSED')).sentence).toBe(
      'Kafka does not answer (Connection error: connect ECONNREFUSED).',
    );
    expect(outcomeOf(named('KafkaJSProtocolError', 'Not authorized.')).sentence).toBe('Kafka refuses: Not authorized.');
  });
});
