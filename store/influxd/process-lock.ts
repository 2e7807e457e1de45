import Database from 'better-sqlite3';

/**
 * A lock that one process of this machine holds at a time and that the system takes back when the process dies,
 * however it dies: an exclusive transaction on a file of its own.
 *
 * @returns the way to give it back; undefined when another holds it
 */
export function tryLock(path: string): (() => void) | undefined {
  const db = new Database(path, { timeout: 0 });
  try {
    db.exec('begin exclusive');
    return () => void db.close();
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
}
