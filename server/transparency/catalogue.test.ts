import { expect } from "chai";

import { DATASETS } from "#core/open-data/fields.ts";

import { catalogue } from "./catalogue.ts";

const PUBLISHER = {
  townName: "Comune di Balestrate",
  publicUrl: "https://buoni.comune.example",
  ipaCode: "c_a592",
  officeEmail: "buoni@comune.example",
};
/** Properties that the profile wants of each; https://docs.italia.it/italia/daf/linee-guida-cataloghi-dati-dcat-ap-it */
const CATALOG = ["dct:title", "dct:description", "dct:publisher", "dct:modified", "dcat:dataset"];
const DATASET = [
  ...["dct:identifier", "dct:title", "dct:description", "dct:modified", "dcat:theme"],
  ...["dct:rightsHolder", "dct:accrualPeriodicity", "dcat:distribution"],
];
const DISTRIBUTION = ["dcat:accessURL", "dct:format", "dct:license"];

describe("The catalogue of open data", () => {
  const made = catalogue(PUBLISHER, new Date("2026-05-04T10:00:00Z"));

  it("has what DCAT-AP_IT wants of catalogue, datasets and distributions", () => {
    expect(made).to.include.keys(CATALOG);
    expect(made["dcat:dataset"]).to.have.length(DATASETS.length);
    for (const dataset of made["dcat:dataset"]) {
      expect(dataset).to.include.keys(DATASET);
      for (const one of dataset["dcat:distribution"]) expect(one).to.include.keys(DISTRIBUTION);
    }
  });

  it("names each thing once, and every prefix that it uses", () => {
    const text = JSON.stringify(made);
    const prefixes = [...text.matchAll(/"([a-z]+):[a-zA-Z]+"/g)].map(([, prefix]) => prefix!);
    expect(made["@context"]).to.include.keys(...new Set(prefixes));
    const ids = made["dcat:dataset"].flatMap((dataset) => [
      dataset["@id"],
      ...dataset["dcat:distribution"].map((one) => one["@id"]),
    ]);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it("names the municipality by its code, and by its address where there is none", () => {
    expect(made["dct:publisher"]["@id"]).to.equal("urn:x-italian-pa:c_a592");
    const other = catalogue(
      { ...PUBLISHER, ipaCode: undefined, officeEmail: undefined },
      new Date(0),
    );
    expect(other["dct:publisher"]["@id"]).to.equal(PUBLISHER.publicUrl);
    expect(other["dcat:dataset"][0]).not.to.include.keys("dcat:contactPoint");
  });
});
