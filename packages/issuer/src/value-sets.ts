import type { Dose } from '@unscored/vc'

/** The members of a dose record that hold codes. */
export type CodedMember = 'disease' | 'prophylaxis' | 'product' | 'manufacturer' | 'country'

/** What a code of a dose record stands for. */
export interface CodeMeaning {
  readonly code: string
  /** Whether the EU value sets have the code. National certificates hold others too. */
  readonly known: boolean
  /** In English; `undefined` where the code is not known, for nothing is guessed. */
  readonly display: string | undefined
}

/** What the codes of a dose record stand for, as far as the EU value sets tell. */
export function describeDose(record: Dose): Readonly<Record<CodedMember, CodeMeaning>> {
  return {
    disease: meaningOf(record, 'disease'),
    prophylaxis: meaningOf(record, 'prophylaxis'),
    product: meaningOf(record, 'product'),
    manufacturer: meaningOf(record, 'manufacturer'),
    country: meaningOf(record, 'country'),
  }
}

function meaningOf(record: Dose, member: CodedMember): CodeMeaning {
  const code = record[member]
  const display = member === 'country' ? countryName(code) : valueSets[member].get(code)
  return { code, known: display !== undefined, display }
}

/** The platform knows the names of countries, and more regions than the value set has countries. */
function countryName(code: string): string | undefined {
  return COUNTRIES.has(code)
    ? new Intl.DisplayNames(['en'], { type: 'region' }).of(code)
    : undefined
}

/**
 * Codes and English names of the EU eHealth Network's value sets, those no longer in use included: certificates
 * that hold them are.
 *
 * Source: https://github.com/ehn-dcc-development/eu-dcc-valuesets at 60ea3d8, Apache-2.0. SNOMED CT codes are
 * those of SNOMED International.
 */
const valueSets: Readonly<Record<Exclude<CodedMember, 'country'>, ReadonlyMap<string, string>>> = {
  disease: new Map([['840539006', 'COVID-19']]),
  prophylaxis: new Map([
    ['1119305005', 'SARS-CoV-2 antigen vaccine'],
    ['1119349007', 'SARS-CoV-2 mRNA vaccine'],
    ['J07BX03', 'covid-19 vaccines'],
    ['1162643001', 'SARS-CoV-2 recombinant spike protein antigen vaccine'],
    ['1157024006', 'Inactivated whole SARS-CoV-2 antigen vaccine'],
    ['29061000087103', 'COVID-19 non-replicating viral vector vaccine'],
    ['28531000087107', 'COVID-19 vaccine'],
    ['30141000087107', 'SARS-CoV-2 virus-like particle antigen vaccine'],
    ['1187593009', 'SARS-CoV-2 DNA plasmid encoding spike protein vaccine'],
  ]),
  product: new Map([
    ['EU/1/20/1528', 'Comirnaty'],
    ['EU/1/20/1507', 'Spikevax'],
    ['EU/1/21/1529', 'Vaxzevria'],
    ['EU/1/20/1525', 'Jcovden'],
    ['CVnCoV', 'CVnCoV'],
    ['NVX-CoV2373', 'NVX-CoV2373'],
    ['Sputnik-V', 'Sputnik-V'],
    ['Convidecia', 'Convidecia'],
    ['EpiVacCorona', 'EpiVacCorona'],
    ['BBIBP-CorV', 'BBIBP-CorV'],
    ['Inactivated-SARS-CoV-2-Vero-Cell', 'Inactivated SARS-CoV-2 (Vero Cell)'],
    ['CoronaVac', 'CoronaVac'],
    ['Covaxin', 'Covaxin'],
    ['Covishield', 'Covishield'],
    ['Covid-19-recombinant', 'Covid-19 (recombinant)'],
    ['R-COVI', 'R-COVI'],
    ['CoviVac', 'CoviVac'],
    ['Sputnik-Light', 'Sputnik Light'],
    ['Hayat-Vax', 'Hayat-Vax'],
    ['Abdala', 'Abdala'],
    ['WIBP-CorV', 'WIBP-CorV'],
    ['MVC-COV1901', 'MVC COVID-19 vaccine'],
    ['EU/1/21/1618', 'Nuvaxovid'],
    ['Covovax', 'Covovax'],
    ['Vidprevtyn', 'Vidprevtyn'],
    ['VLA2001', 'VLA2001'],
    ['EpiVacCorona-N', 'EpiVacCorona-N'],
    ['Sputnik-M', 'Sputnik M'],
    ['Covid-19-adsorvida-inativada', 'Vacina adsorvida covid-19 (inativada)'],
    ['NVSI-06-08', 'NVSI-06-08'],
    ['YS-SC2-010', 'YS-SC2-010'],
    ['SCTV01C', 'SCTV01C'],
    ['Covifenz', 'Covifenz'],
    ['AZD2816', 'AZD2816'],
    ['Soberana-02', 'Soberana 02'],
    ['Soberana-Plus', 'Soberana Plus'],
    ['EU/1/21/1624', 'COVID-19 Vaccine Valneva'],
    ['EU/1/21/1580', 'VidPrevtyn Beta'],
    ['EU/1/22/1709', 'Bimervax'],
  ]),
  manufacturer: new Map([
    ['ORG-100001699', 'AstraZeneca AB'],
    ['ORG-100030215', 'Biontech Manufacturing GmbH'],
    ['ORG-100001417', 'Janssen-Cilag International'],
    ['ORG-100031184', 'Moderna Biotech Spain S.L.'],
    ['ORG-100006270', 'Curevac AG'],
    ['ORG-100013793', 'CanSino Biologics'],
    ['ORG-100020693', 'China Sinopharm International Corp. - Beijing location'],
    ['ORG-100010771', 'Sinopharm Weiqida Europe Pharmaceutical s.r.o. - Prague location'],
    ['ORG-100024420', 'Sinopharm Zhijun (Shenzhen) Pharmaceutical Co. Ltd. - Shenzhen location'],
    ['ORG-100032020', 'Novavax CZ a.s.'],
    ['Gamaleya-Research-Institute', 'Gamaleya Research Institute'],
    ['Vector-Institute', 'Vector Institute'],
    ['Sinovac-Biotech', 'Sinovac Biotech'],
    ['Bharat-Biotech', 'Bharat Biotech'],
    ['ORG-100001981', 'Serum Institute Of India Private Limited'],
    ['Fiocruz', 'Fiocruz'],
    ['ORG-100007893', 'R-Pharm CJSC'],
    [
      'Chumakov-Federal-Scientific-Center',
      'Chumakov Federal Scientific Center for Research and Development of Immune-and-Biological Products',
    ],
    ['ORG-100023050', 'Gulf Pharmaceutical Industries'],
    ['CIGB', 'Center for Genetic Engineering and Biotechnology'],
    ['Sinopharm-WIBP', 'Sinopharm - Wuhan Institute of Biological Products'],
    ['ORG-100033914', 'Medigen Vaccine Biologics Corporation'],
    ['ORG-100000788', 'Sanofi Pasteur'],
    ['ORG-100036422', 'Valneva France'],
    ['Instituto-Butantan', 'Instituto Butantan'],
    ['NVSI', 'National Vaccine and Serum Institute, China'],
    ['Yisheng-Biopharma', 'Yisheng Biopharma'],
    ['ORG-100026614', 'Sinocelltech Ltd.'],
    ['ORG-100008549', 'Medicago Inc.'],
    ['Finlay-Institute', 'Finlay Institute of Vaccines'],
    ['ORG-100036914', 'Hipra Human Health S.L.'],
  ]),
}

/** The country codes of the same source: ISO 3166-1 alpha-2 and Kosovo's. */
const COUNTRIES: ReadonlySet<string> = new Set(
  `
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
    BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
    EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
    HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
    LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
    NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
    TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
  `
    .trim()
    .split(/\s+/),
)
