import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../../dashboard/api.ts';
import { concernOf, fieldErrors } from '../../dashboard/tell.ts';

const problem = (status: number, more: object) => new ApiProblem(status, { type: 'about:blank', title: '', status, detail: 'd', ...more });

describe('an answer that says no', () => {
  it('tells what is wrong with each field by its name', () => {
    const errors = [
      { path: 'body.statement.closing', message: 'too small' },
      { path: 'by', message: 'missing' },
    ];
    expect(fieldErrors(problem(400, { errors }))).toEqual({ closing: 'too small', by: 'missing' });
    expect(fieldErrors(problem(422, { errors: [{ path: 'statement.parent', message: 'is its own child' }] }))).toEqual({
      parent: 'is its own child',
    });
    expect(fieldErrors(problem(503, {}))).toEqual({});
    expect(fieldErrors(null)).toEqual({});
  });

  it('is a concern only where the server says which', () => {
    const concern = { concern: 'below_previous', previous: { at: 1, value: 2 }, next: null, highest: null };
    expect(concernOf(problem(409, concern))).toMatchObject(concern);
    expect(concernOf(problem(409, {}))).toBeUndefined();
    expect(concernOf(problem(400, concern))).toBeUndefined();
    expect(concernOf(new Error('offline'))).toBeUndefined();
  });
});
