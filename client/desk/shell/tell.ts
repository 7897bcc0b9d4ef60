import { notifications } from '@mantine/notifications'
import { ERROR_CODES, isErrorCode } from '../../../protocol/error/codes.ts'
import { ApiProblem } from '../../data/api.ts'
import { textIn } from '../../i18n/text.ts'
import { sceneStore } from '../../stores/scene.ts'

/** What a person reads when something was refused or did not arrive. */
export function failureText(problem: unknown): string {
  const { language } = sceneStore.getState()
  const code = problem instanceof ApiProblem ? problem.code : 'INTERNAL'
  if (isErrorCode(code)) return ERROR_CODES[code][language]
  return code === 'UNREACHABLE' ? textIn(language).healthDown : code
}

/** Says so in a corner of the desk; for acts that have no place of their own to say it. */
export const tellFailure = (problem: unknown): void => {
  notifications.show({ message: failureText(problem), role: 'alert', autoClose: 8_000 })
}
