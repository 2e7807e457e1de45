/** Why a backup cannot be made or restored, in sentences with the way out. */
export class BackupTrouble extends Error {
  override readonly name = 'BackupTrouble';
}
