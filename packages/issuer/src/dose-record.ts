/**
 * One dose as an issuer attests it, whatever it was read from: flat, and always with all of its members, so that
 * no credential made of it can be told from another by its shape. Where the source is silent a text is empty.
 */
export interface DoseRecord {
  /** As displayed, or in the standardised form of ICAO Doc 9303 where nothing else is given. */
  readonly familyName: string
  /** As displayed, or in the standardised form of ICAO Doc 9303 where nothing else is given. */
  readonly givenName: string
  /** `YYYY-MM-DD`, `YYYY-MM`, `YYYY` or empty: as precise as the source is. */
  readonly birthDate: string
  /** Code of the disease, SNOMED CT in the EU value sets. */
  readonly disease: string
  /** Code of the kind of vaccine, SNOMED CT or ATC in the EU value sets. */
  readonly prophylaxis: string
  /** Code of the vaccine, mostly its number in the EU register of medicinal products. */
  readonly product: string
  /** Code of the marketing authorisation holder or manufacturer, mostly its EMA organisation number. */
  readonly manufacturer: string
  /** Which dose this was, 1 or more. */
  readonly doseNumber: number
  /** How many doses the series has, 1 or more. */
  readonly totalDoses: number
  /** `YYYY-MM-DD` where the dose was given. */
  readonly doseDate: string
  /** Country of the dose, ISO 3166-1 alpha-2. */
  readonly country: string
  /** Who certified the dose, in words. */
  readonly certifier: string
}
