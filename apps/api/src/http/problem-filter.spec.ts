import { describe, expect, it } from '@jest/globals';
import { QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { refusalOf } from './problem-filter.js';

const coded = (code: string) => Object.assign(new Error('of the driver'), { code });

describe('a database that is away', () => {
  it.each([
    ['it refuses connections', coded('ECONNREFUSED')],
    ['it was stopped', coded('57P01')],
    ['it takes no more connections', coded('53300')],
    ['the connection ended in the middle', new Error('Connection terminated unexpectedly')],
    ['the connection broke before', new Error('Client has encountered a connection error and is not queryable')],
    ['the connection broke between two queries', new QueryRunnerProviderAlreadyReleasedError()],
  ])('is told as 503, to be tried again: %s', (_name, error) => {
    const { status, code, headers } = refusalOf(error);
    expect({ status, code, headers }).toEqual({
      status: 503,
      code: 'database_unavailable',
      headers: { 'retry-after': '1' },
    });
  });

  it('is not meant by any other failure, which tells nothing of itself', () => {
    expect(refusalOf(new Error('column "secret" does not exist'))).toMatchObject({ status: 500, code: 'internal' });
  });
});
