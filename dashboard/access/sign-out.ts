import { ref } from 'vue';
import { tellAccess } from './tell-access.ts';
import { useVisit } from './visit.ts';

/** Ends the session and shows the sign-in. Where the server cannot be reached the session goes on, and the page says so. */
export function useSignOut() {
  const visit = useVisit();
  const busy = ref(false);
  async function signOut(): Promise<void> {
    busy.value = true;
    try {
      await tellAccess.signOut();
      visit.leaveFor('/sign-in');
    } catch {
      // Ended already, or the server is away: the next page says which.
      window.location.reload();
    }
  }
  return { busy, signOut };
}
