import { describe, expect, it } from '@jest/globals';
import { views } from '#read-models';
import { projectionNamed, viewsNamed } from './named-views.js';

describe('views by their names', () => {
  it('are those that were named, each once, or all', () => {
    expect(viewsNamed(['modes', 'queue', 'modes']).map(({ name }) => name)).toEqual(['modes', 'queue']);
    expect(viewsNamed(['queue', 'all'])).toEqual(views);
  });

  it('are no jobs of deadlines, which have no rows to fold anew but may be parked', () => {
    expect(() => viewsNamed(['deadline-jobs'])).toThrow('There is no view "deadline-jobs"; there are queue,');
    expect(projectionNamed('deadline-jobs').name).toBe('deadline-jobs');
    expect(() => projectionNamed('que')).toThrow('There is no view "que"');
  });
});
