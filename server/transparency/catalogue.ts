import { DATASETS, LICENCE } from "#core/open-data/fields.ts";

export type Publisher = {
  readonly townName: string;
  readonly publicUrl: string;
  /** Code in the index of public administrations (IPA). */
  readonly ipaCode: string | undefined;
  readonly officeEmail: string | undefined;
};

const EU = "http://publications.europa.eu/resource/authority";
const FORMATS = [
  { extension: "csv", format: `${EU}/file-type/CSV`, mediaType: "text/csv" },
  { extension: "json", format: `${EU}/file-type/JSON`, mediaType: "application/json" },
] as const;

const CONTEXT = {
  adms: "http://www.w3.org/ns/adms#",
  dcat: "http://www.w3.org/ns/dcat#",
  dcatapit: "http://dati.gov.it/onto/dcatapit#",
  dct: "http://purl.org/dc/terms/",
  foaf: "http://xmlns.com/foaf/0.1/",
  vcard: "http://www.w3.org/2006/vcard/ns#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};

/**
 * What is published, as the national catalogue reads it: DCAT-AP_IT in JSON-LD. The mandatory properties of its profile,
 * and licence, formats and a contact beside them.
 */
export function catalogue(publisher: Publisher, modified: Date) {
  const root = `${publisher.publicUrl}/opendata`;
  return {
    "@context": CONTEXT,
    "@id": `${root}/catalog.jsonld`,
    "@type": ["dcat:Catalog", "dcatapit:Catalog"],
    "dct:title": italian(`Dati aperti sui buoni sociali: ${publisher.townName}`),
    "dct:description": italian(
      "Totali dei programmi di buoni, spesa settimanale, esercenti convenzionati.",
    ),
    "dct:publisher": agent(publisher),
    "dct:language": link(`${EU}/language/ITA`),
    "dct:modified": day(modified),
    "foaf:homepage": link(`${publisher.publicUrl}/trasparenza/dati-aperti`),
    "dcat:themeTaxonomy": link(`${EU}/data-theme`),
    "dcat:dataset": DATASETS.map((one) => dataset(publisher, root, one, modified)),
  };
}

function dataset(
  publisher: Publisher,
  root: string,
  { id, title, description }: (typeof DATASETS)[number],
  modified: Date,
) {
  const { officeEmail, townName } = publisher;
  return {
    "@id": `${root}/${id}`,
    "@type": ["dcat:Dataset", "dcatapit:Dataset"],
    "dct:identifier": `${publisher.ipaCode ?? new URL(publisher.publicUrl).hostname}:${id}`,
    "dct:title": italian(title),
    "dct:description": italian(description),
    "dct:modified": day(modified),
    "dct:language": link(`${EU}/language/ITA`),
    "dct:accrualPeriodicity": link(`${EU}/frequency/WEEKLY`),
    "dcat:theme": [link(`${EU}/data-theme/SOCI`), link(`${EU}/data-theme/GOVE`)],
    "dcat:keyword": ["buoni spesa", "welfare", "blockchain"].map(italian),
    "dct:publisher": agent(publisher),
    "dct:rightsHolder": agent(publisher),
    ...(officeEmail === undefined
      ? {}
      : {
          "dcat:contactPoint": {
            "@type": ["vcard:Organization", "dcatapit:Organization"],
            "vcard:fn": townName,
            "vcard:hasEmail": link(`mailto:${officeEmail}`),
          },
        }),
    "dcat:distribution": FORMATS.map(({ extension, format, mediaType }) => ({
      "@id": `${root}/${id}.${extension}`,
      "@type": ["dcat:Distribution", "dcatapit:Distribution"],
      "dct:title": italian(`${title} (${extension.toUpperCase()})`),
      "dcat:accessURL": link(`${root}/${id}.${extension}`),
      "dcat:downloadURL": link(`${root}/${id}.${extension}`),
      "dct:format": link(format),
      "dcat:mediaType": mediaType,
      "dct:modified": day(modified),
      "dct:license": {
        "@id": LICENCE.url,
        "@type": ["dct:LicenseDocument", "dcatapit:LicenseDocument"],
        "foaf:name": LICENCE.name,
        "dct:type": link("http://purl.org/adms/licencetype/Attribution"),
      },
    })),
  };
}

function agent({ townName, publicUrl, ipaCode }: Publisher) {
  return {
    "@id": ipaCode === undefined ? publicUrl : `urn:x-italian-pa:${ipaCode}`,
    "@type": ["foaf:Agent", "dcatapit:Agent"],
    "foaf:name": italian(townName),
    "dct:identifier": ipaCode ?? new URL(publicUrl).hostname,
  };
}

function italian(text: string) {
  return { "@value": text, "@language": "it" };
}

function link(url: string) {
  return { "@id": url };
}

function day(instant: Date) {
  return { "@value": instant.toISOString().slice(0, 10), "@type": "xsd:date" };
}
