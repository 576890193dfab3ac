"""The rest of the table of CycloneDX XML: models, keys and algorithms, formulation, declarations.

Written as in `_cyclonedx_xml_tables`.
"""

from __future__ import annotations

from typing import Final

_RUN: Final = (
    "@bom-ref uid name description resourceReferences:[resourceReference]"
    " taskTypes:[taskType=text] trigger:trigger steps:[step] inputs:[input] outputs:[output]"
    " timeStart timeEnd workspaces:[workspace] runtimeTopology:[dependency] properties:[property]"
)
"""What tasks and workflows have in common."""

TABLES: Final[dict[str, str]] = {
    # -- machine learning
    "modelCard": "@bom-ref modelParameters:modelParameters"
    " quantitativeAnalysis:quantitativeAnalysis considerations:considerations"
    " properties:[property]",
    "modelParameters": "approach:approach task architectureFamily modelArchitecture"
    " datasets:(datasets) inputs:[input=format] outputs:[output=format]",
    "approach": "type",
    "format": "format",
    "quantitativeAnalysis": "performanceMetrics:[performanceMetric] graphics:graphics",
    "performanceMetric": "type value slice confidenceInterval:confidenceInterval",
    "confidenceInterval": "lowerBound upperBound",
    "considerations": "users:[user=text] useCases:[useCase=text]"
    " technicalLimitations:[technicalLimitation=text]"
    " performanceTradeoffs:[performanceTradeoff=text]"
    " ethicalConsiderations:[ethicalConsideration]"
    " environmentalConsiderations:environmentalConsiderations"
    " fairnessAssessments:[fairnessAssessment]",
    "ethicalConsideration": "name mitigationStrategy",
    "fairnessAssessment": "groupAtRisk benefits harms mitigationStrategy",
    "environmentalConsiderations": "energyConsumptions:[energyConsumption] properties:[property]",
    "energyConsumption": "activity energyProviders:*energyProvider activityEnergyCost:measure"
    " co2CostEquivalent:measure co2CostOffset:measure properties:[property]",
    "energyProvider": "@bom-ref description organization:organization energySource"
    " energyProvided:measure externalReferences:[reference]",
    "measure": "value:num unit",
    "data": "@bom-ref type name contents:contents classification sensitiveData:*text"
    " graphics:graphics description governance:governance",
    "contents": "attachment:attachment url properties:[property]",
    "graphics": "description collection:[graphic]",
    "graphic": "name image:attachment",
    "governance": "custodians:[custodian=party] stewards:[steward=party] owners:[owner=party]",
    # -- cryptography
    "cryptoProperties": "assetType algorithmProperties:algorithmProperties"
    " certificateProperties:certificateProperties"
    " relatedCryptoMaterialProperties:materialProperties protocolProperties:protocolProperties"
    " oid",
    "algorithmProperties": "primitive algorithmFamily parameterSetIdentifier curve ellipticCurve"
    " executionEnvironment implementationPlatform certificationLevel:*text mode padding"
    " cryptoFunctions:[cryptoFunction=text] classicalSecurityLevel:int"
    " nistQuantumSecurityLevel:int",
    "certificateProperties": "serialNumber subjectName issuerName notValidBefore notValidAfter"
    " signatureAlgorithmRef subjectPublicKeyRef certificateFormat certificateExtension"
    " certificateFileExtension fingerprint:hash certificateState:*certificateState creationDate"
    " activationDate deactivationDate revocationDate destructionDate"
    " certificateExtensions:[certificateExtension] relatedCryptographicAssets:"
    "[relatedCryptographicAsset]",
    "certificateState": "state reason name description",
    "certificateExtension": "commonExtensionName commonExtensionValue customExtensionName"
    " customExtensionValue",
    "relatedCryptographicAsset": "type ref",
    "materialProperties": "type id state algorithmRef creationDate activationDate updateDate"
    " expirationDate value size:int format securedBy:securedBy fingerprint:hash"
    " relatedCryptographicAssets:[relatedCryptographicAsset]",
    "securedBy": "mechanism algorithmRef",
    "protocolProperties": "type version cipherSuites:[cipherSuite]"
    " ikev2TransformTypes:transformTypes cryptoRef>cryptoRefArray:*text",
    "cipherSuite": "name algorithms:[algorithm=text] identifiers:[identifier=text]"
    " tlsGroups:[group=text] tlsSignatureSchemes:[signatureScheme=text]",
    "transformTypes": "encr:*?transform prf:*?transform integ:*?transform ke:*?transform esn:bool"
    " auth:*?transform",
    "transform": "name group:int keyLength:int algorithm",
    # -- formulation
    "formula": "@bom-ref components:[component] services:[service] workflows:[workflow]"
    " properties:[property]",
    "workflow": f"{_RUN} tasks:[task] taskDependencies:[dependency]",
    "task": _RUN,
    "resourceReference": "ref externalReference:reference",
    "workspace": "@bom-ref uid name aliases:[alias=text] description"
    " resourceReferences:[resourceReference] accessMode mountPath managedDataType volumeRequest"
    " volume:volume properties:[property]",
    "volume": "uid name mode path sizeAllocated persistent:bool remote:bool properties:[property]",
    "step": "name description commands:[command] properties:[property]",
    "command": "executed properties:[property]",
    "trigger": "@bom-ref uid name description resourceReferences:[resourceReference] type"
    " event:event conditions:[condition] timeActivated inputs:[input] outputs:[output]"
    " properties:[property]",
    "event": "uid description timeReceived data:attachment source:resourceReference"
    " target:resourceReference properties:[property]",
    "condition": "description expression properties:[property]",
    "input": "resource:resourceReference parameters:[parameter] environmentVars:(environmentVars)"
    " data:attachment source:resourceReference target:resourceReference properties:[property]",
    "output": "resource:resourceReference environmentVars:(environmentVars) data:attachment type"
    " source:resourceReference target:resourceReference properties:[property]",
    "parameter": "name value dataType",
    # -- declarations and definitions
    "declarations": "assessors:[assessor] attestations:[attestation] claims:[claim]"
    " evidence:[evidence=declaredEvidence] targets:targets affirmation:affirmation",
    "assessor": "@bom-ref thirdParty:bool organization:organization",
    "attestation": "summary assessor map:*map",
    "map": "requirement claims:[claim=text] counterClaims:[counterClaim=text]"
    " conformance:conformance confidence:conformance",
    "conformance": "score:num rationale mitigationStrategies:[mitigationStrategy=text]",
    "claim": "@bom-ref target predicate mitigationStrategies:[mitigationStrategy=text] reasoning"
    " evidence:*text counterEvidence:*text externalReferences:[reference]",
    "declaredEvidence": "@bom-ref propertyName description data:*evidenceData created expires"
    " author:contact reviewer:contact",
    "evidenceData": "name contents:contents classification sensitiveData:*text"
    " governance:governance",
    "targets": "organizations:[organization] components:[component] services:[service]",
    "affirmation": "statement signatories:[signatory]",
    "signatory": "name role organization:organization externalReference:reference",
    "definitions": "standards:[standard] patents:(patents)",
    "standard": "@bom-ref name version description owner requirements:[requirement]"
    " levels:[level] externalReferences:[reference]",
    "requirement": "@bom-ref identifier title text descriptions:[description=text] openCre:*text"
    " parent properties:[property] externalReferences:[reference]",
    "level": "@bom-ref identifier title description requirements:[requirement=text]",
    "patent": "@bom-ref patentNumber applicationNumber jurisdiction"
    " priorityApplication:priorityApplication publicationNumber title abstract filingDate"
    " grantDate patentExpirationDate patentLegalStatus patentAssignee:*|assignee"
    " externalReferences:[reference]",
    "patentFamily": "@bom-ref familyId priorityApplication:priorityApplication members:[ref=text]"
    " externalReferences:[reference]",
    "priorityApplication": "applicationNumber jurisdiction filingDate",
}
