/** Days that differ from the rule «Monday to Friday»: `off` are days off, `work` weekend days made up (调休上班). */
type Year = {
  /** `announced`: by notice of the State Council. `expected`: worked out from the regulation, no notice is in here yet. */
  readonly basis: 'announced' | 'expected'
  readonly off: readonly (readonly [from: string, to: string])[]
  readonly work: readonly string[]
}

/**
 * Public holidays (法定节假日). 2024, 2025 and 2026 as the General Office of the State Council announced them. 2027 is
 * expected only: the days of the Regulation on Public Holidays for National Annual Festivals and Memorial Days (全国年节及
 * 纪念日放假办法, as amended with effect from 2025), each that falls on a weekend made up on the next workday as the
 * regulation says. What a notice adds to that (longer breaks against weekends that are worked) is not guessed. A district
 * replaces it by a calendar file of its own when the notice is out.
 */
export const HOLIDAY_YEARS: Readonly<Record<string, Year>> = {
  2024: {
    basis: 'announced',
    off: [
      ['2024-01-01', '2024-01-01'],
      ['2024-02-10', '2024-02-17'],
      ['2024-04-04', '2024-04-06'],
      ['2024-05-01', '2024-05-05'],
      ['2024-06-10', '2024-06-10'],
      ['2024-09-15', '2024-09-17'],
      ['2024-10-01', '2024-10-07'],
    ],
    work: [
      '2024-02-04',
      '2024-02-18',
      '2024-04-07',
      '2024-04-28',
      '2024-05-11',
      '2024-09-14',
      '2024-09-29',
      '2024-10-12',
    ],
  },
  2025: {
    basis: 'announced',
    off: [
      ['2025-01-01', '2025-01-01'],
      ['2025-01-28', '2025-02-04'],
      ['2025-04-04', '2025-04-06'],
      ['2025-05-01', '2025-05-05'],
      ['2025-05-31', '2025-06-02'],
      ['2025-10-01', '2025-10-08'],
    ],
    work: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  },
  2026: {
    basis: 'announced',
    off: [
      ['2026-01-01', '2026-01-03'],
      ['2026-02-15', '2026-02-23'],
      ['2026-04-04', '2026-04-06'],
      ['2026-05-01', '2026-05-05'],
      ['2026-06-19', '2026-06-21'],
      ['2026-09-25', '2026-09-27'],
      ['2026-10-01', '2026-10-07'],
    ],
    work: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  },
  2027: {
    basis: 'expected',
    off: [
      ['2027-01-01', '2027-01-01'],
      // Eve (5 February) to the third day; Saturday and Sunday are made up on the 9th and 10th.
      ['2027-02-05', '2027-02-10'],
      ['2027-04-05', '2027-04-05'],
      // Saturday and Sunday, made up on the 3rd and 4th.
      ['2027-05-01', '2027-05-04'],
      ['2027-06-09', '2027-06-09'],
      ['2027-09-15', '2027-09-15'],
      // Friday to Sunday, made up on the 4th and 5th.
      ['2027-10-01', '2027-10-05'],
    ],
    work: [],
  },
}
