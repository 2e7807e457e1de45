import { useRouter } from 'vue-router';
import { mayOpen } from './home.ts';
import { useVisit } from './visit.ts';

/** What the visitor may do: what he may not is not shown. Follows the visitor. */
export function useMay() {
  return useVisit().may;
}

/** Whether a page is for the visitor, by the route's name. */
export function useMayOpen() {
  const visit = useVisit();
  const router = useRouter();
  return (name: string): boolean => mayOpen(router.resolve({ name }).meta.needs, visit.visitor);
}
