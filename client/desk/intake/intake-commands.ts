import { showDialog } from '../desk-store.ts'
import type { Command } from '../keys/commands.ts'

/** What the intake offers by key and in the palette. */
export const INTAKE_COMMANDS: readonly Command[] = [
  {
    id: 'intake.new',
    group: 'general',
    label: { zh: '新建工单', en: 'New order' },
    keys: 'n',
    run: () => showDialog({ kind: 'new-order', start: {} }),
  },
  {
    id: 'intake.import',
    group: 'general',
    label: { zh: '批量导入工单', en: 'Import orders' },
    run: () => showDialog({ kind: 'import' }),
  },
]
