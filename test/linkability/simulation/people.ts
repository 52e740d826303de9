import {
  defaultSettings,
  type PopulationTable,
  parsePopulationTable,
  type SimulationSettings,
} from '@unscored/linkability'
import { italianText } from '../population/tables.ts'

/** The people of whom holders are drawn. */
export function peopleTable(): PopulationTable {
  return parsePopulationTable(italianText())
}

/** As few holders as tell anything. */
export const smallSettings: SimulationSettings = {
  ...defaultSettings,
  holders: 40,
  trainingHolders: 30,
  visits: 3,
}
