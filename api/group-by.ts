export { groupBy } from '../domain/group-by.ts';
