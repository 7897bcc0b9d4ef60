import type { ReactElement } from 'react'
import type { Plan } from '../../../protocol/emergency/plan.ts'
import { useWords } from '../../i18n/part-words.ts'
import { nameOf, useLanguage } from '../../i18n/text.ts'
import { useNamed } from '../shell/use-named.ts'
import { CONDUCT_WORDS } from './conduct-words.ts'

/** What a plan rests on and what it asks for: its steps with their times and who does them, and its forces. */
export function PlanPreview({ plan }: { readonly plan: Plan }): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const language = useLanguage()
  const named = useNamed()
  return (
    <div className="emergency-plan" data-plan={plan.id}>
      <p>
        {plan.basis === null ? text.noBasis : text.basis(plan.basis)}{' '}
        <span className="quiet">
          {text.planFacts(plan.steps.length, plan.forces.length, plan.report_every)}
        </span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by key */}
      <ol tabIndex={0} aria-label={text.checklist}>
        {plan.steps.map((step) => (
          <li key={step.id}>
            {step[language]}{' '}
            <span className="quiet">
              {step.department === null ? text.centre : named.department(step.department)} ·{' '}
              {text.withinMin(step.within)}
            </span>
          </li>
        ))}
      </ol>
      <p className="quiet">{plan.forces.map((force) => nameOf(force, language)).join(' · ')}</p>
    </div>
  )
}
