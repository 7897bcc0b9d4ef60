import type { Emergency, EmergencyAct } from './emergency.ts'

/** What of an act says whose it is. */
export type Owned =
  | { readonly act: 'tick' | 'untick'; readonly step: string }
  | { readonly act: 'force'; readonly force: string }
  | { readonly act: 'add-force'; readonly department: string }
  | { readonly act: Exclude<EmergencyAct['act'], 'tick' | 'untick' | 'force' | 'add-force'> }

/** @returns code of the department that the act is for; null: the command room's alone, or nobody's */
export function ownerOf(act: Owned, { steps, forces }: Emergency): string | null {
  switch (act.act) {
    case 'tick':
    case 'untick':
      return steps.find(({ id }) => id === act.step)?.department ?? null
    case 'force':
      return forces.find(({ id }) => id === act.force)?.department ?? null
    case 'add-force':
      return act.department
    default:
      return null
  }
}

/** @returns whether the act is his: a handler's are the steps and forces of his own department. Pure. */
export function isHis(
  { roles, department }: { readonly roles: readonly string[]; readonly department: string | null },
  act: Owned,
  emergency: Emergency,
): boolean {
  if (!roles.includes('handler')) return true
  return department !== null && ownerOf(act, emergency) === department
}
