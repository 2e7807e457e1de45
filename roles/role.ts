export const ROLES = ['collector', 'server', 'simulator'] as const;
export type RoleName = (typeof ROLES)[number];

/** A part of the program that runs until it is told to stop. */
export interface Role {
  stop(): Promise<void>;
}
