"""How CycloneDX XML spells what CycloneDX JSON spells too: one table for all versions.

From the XML and JSON schemas of CycloneDX 1.0 to 1.7; older versions are subsets of the newest.
A word is `xml>json:shape`, where `>json` is left out if the names are equal and `:shape` if it is
text. `@name` is an attribute, `.name` the text of the element itself. Shapes:

- `text`, `token` (without blanks around it), `raw` (all blanks kept), `int`, `num`, `bool`, and
  `ref` (the attribute `ref`)
- `kind`: an object of that kind; `?kind`: that, or text where nothing is inside
- `[item=kind]`: an element that holds `item`s, which JSON has as a list; `[kind]` is `[kind=kind]`
- `*kind`: elements that repeat without one around them, which JSON has as a list
- `(choice)`: a list of unlike elements, see CHOICES; `|choice`: only one of them, without a list
- `%kind`: an object, or a list where it has nothing but `tool` elements
- `+kind`: an object whose fields are those of the object that it stands in
"""

from __future__ import annotations

from typing import Final

TABLES: Final[dict[str, str]] = {
    "document": "@version:int @serialNumber metadata:metadata components:[component]"
    " services:[service] externalReferences:[reference] dependencies:[dependency]"
    " compositions:[composition] properties:[property] vulnerabilities:[vulnerability]"
    " annotations:[annotation] formulation:[formula] declarations:declarations"
    " definitions:definitions citations:[citation]",
    "metadata": "timestamp lifecycles:[lifecycle] tools:%tools authors:[author=contact]"
    " component:component manufacturer:organization manufacture:organization"
    " supplier:organization licenses:(licenses) properties:[property]"
    " distributionConstraints:distributionConstraints",
    "lifecycle": "phase name description",
    "tools": "tool:*tool components:[component] services:[service]",
    "tool": "vendor name version hashes:[hash] externalReferences:[reference]",
    "distributionConstraints": "tlp",
    "organization": "@bom-ref name address:address url:*text contact:*contact",
    "address": "@bom-ref country region locality postOfficeBoxNumber postalCode streetAddress",
    "contact": "@bom-ref name email phone",
    "party": "organization:organization individual:contact component:component service:service",
    # -- components and services
    "component": "@type @mime-type @bom-ref @isExternal:bool supplier:organization"
    " manufacturer:organization authors:[author=contact] author publisher group name version"
    " versionRange description scope hashes:[hash] licenses:(licenses) copyright"
    " patentAssertions:[patentAssertion] cpe:token purl:token omniborId:*text swhid:*text swid:swid"
    " modified:bool pedigree:pedigree externalReferences:[reference] properties:[property]"
    " components:[component] evidence:evidence releaseNotes:releaseNotes modelCard:modelCard"
    " data:*data cryptoProperties:cryptoProperties tags:[tag=text]",
    "service": "@bom-ref provider:organization group name version description"
    " endpoints:[endpoint=text] authenticated:bool x-trust-boundary:bool trustZone"
    " data:(serviceData) licenses:(licenses) patentAssertions:[patentAssertion]"
    " externalReferences:[reference] properties:[property] services:[service]"
    " releaseNotes:releaseNotes tags:[tag=text]",
    "hash": "@alg .content:token",
    "reference": "@type url:token comment hashes:[hash] properties:[property]",
    "property": "@name @value .value:raw",
    "attachment": "@content-type>contentType @encoding .content:raw",
    "swid": "@tagId @name @version @tagVersion:int @patch:bool text:attachment url",
    "license": "@bom-ref @acknowledgement id name text:attachment url licensing:licensing"
    " properties:[property]",
    "licensing": "altIds:[altId=text] licensor:party licensee:party purchaser:party"
    " purchaseOrder licenseTypes:[licenseType=text] lastRenewal expiration",
    "expression": "@bom-ref @acknowledgement .expression",
    "expression-detailed": "@bom-ref @acknowledgement @expression"
    " details>expressionDetails:*expressionDetails licensing:licensing properties:[property]",
    "expressionDetails": "@license-identifier>licenseIdentifier @bom-ref text:attachment url",
    "serviceClassification": "@flow .classification",
    "dataflow": "@name @description classification:+serviceClassification"
    " governance:governance source:[url=text] destination:[url=text]",
    "pedigree": "ancestors:[component] descendants:[component] variants:[component]"
    " commits:[commit] patches:[patch] notes",
    "commit": "uid url author:action committer:action message",
    "action": "timestamp name email",
    "patch": "@type diff:diff resolves:[issue]",
    "diff": "text:attachment url",
    "issue": "@type id name description source:source references:[url=text]",
    "source": "name url",
    "evidence": "identity:*identity occurrences:[occurrence] callstack:callstack"
    " licenses:(licenses) copyright:[text=copyright]",
    "copyright": ".text",
    "identity": "field confidence:num concludedValue methods:[method] tools:[tool=ref]",
    "method": "technique confidence:num value",
    "occurrence": "@bom-ref location line:int offset:int symbol additionalContext",
    "callstack": "frames:[frame] tools:[tool=ref]",
    "frame": "package module function parameters:[parameter=text] line:int column:int fullFilename",
    "releaseNotes": "type title featuredImage socialImage description timestamp"
    " aliases:[alias=text] tags:[tag=text] resolves:[issue] notes:[note] properties:[property]",
    "note": "locale text:attachment",
    "patentAssertion": "@bom-ref assertionType patentRefs:[bom-ref=text] asserter:|asserter notes",
    # -- what hangs together, and what is known of it
    "dependency": "@ref dependency>dependsOn:*ref provides:*ref",
    "composition": "@bom-ref aggregate assemblies:[assembly=ref] dependencies:[dependency=ref]"
    " vulnerabilities:[vulnerability=ref]",
    "vulnerability": "@bom-ref id source:source references:[reference=vulnerabilityReference]"
    " ratings:[rating] cwes:[cwe=int] description detail recommendation workaround"
    " proofOfConcept:proofOfConcept advisories:[advisory] created published updated rejected"
    " credits:credits tools:%tools analysis:analysis affects:[target] properties:[property]",
    "vulnerabilityReference": "id source:source",
    "rating": "source:source score:num severity method vector justification",
    "proofOfConcept": "reproductionSteps environment supportingMaterial:[attachment]",
    "advisory": "title url",
    "credits": "organizations:[organization] individuals:[individual=contact]",
    "analysis": "state justification responses>response:[response=text] detail firstIssued"
    " lastUpdated",
    "target": "ref versions:[version]",
    "version": "version range status",
    "annotation": "@bom-ref subjects:[subject=ref] annotator:party timestamp text:raw",
    "citation": "@bom-ref pointers:[pointer=text] expressions:[expression=text] timestamp"
    " attributedTo process note",
}

CHOICES: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "licenses": {
        "license": ("license", "license"),
        "expression": ("expression", ""),
        "expression-detailed": ("expression-detailed", ""),
    },
    "serviceData": {"classification": ("serviceClassification", ""), "dataflow": ("dataflow", "")},
    "datasets": {"dataset": ("data", ""), "ref": ("text", "ref")},
    "environmentVars": {"environmentVar": ("property", ""), "value": ("text", "")},
    "asserter": {
        "organization": ("organization", ""),
        "contact": ("contact", ""),
        "ref": ("text", ""),
    },
    "assignee": {"organization": ("organization", ""), "individual": ("contact", "")},
    "patents": {"patent": ("patent", ""), "patentFamily": ("patentFamily", "")},
}
"""Elements of a list by name: their shape, and the field of an object that JSON puts around it."""
