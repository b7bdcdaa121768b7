using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Bench;

/// <summary>Two forms with extraction, of the sizes that come: a case report and a single Immunization.</summary>
internal static class SampleForms
{
    private const string Sdc = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-";

    public static (Questionnaire Questionnaire, QuestionnaireResponse Response) Immunization => (
        Read<Questionnaire>($$"""
            {
              "resourceType": "Questionnaire", "url": "http://example.org/Questionnaire/dose", "status": "active",
              "contained": [{
                "resourceType": "Immunization", "id": "dose", "status": "completed", "primarySource": false,
                "vaccineCode": { "extension": [{{Value("item.where(linkId='vaccine').answer.value")}}] },
                "patient": { "_reference": { "extension": [{{Value("%resource.subject.reference")}}] } },
                "occurrenceDateTime": "1900-01-01", "_occurrenceDateTime": { "extension": [{{Value("item.where(linkId='day').answer.value")}}] },
                "protocolApplied": [{ "_doseNumberPositiveInt": { "extension": [{{Value("item.where(linkId='number').answer.value")}}] } }]
              }],
              "extension": [{{Template("dose")}}],
              "item": [{ "linkId": "vaccine", "type": "choice" }, { "linkId": "day", "type": "date" }, { "linkId": "number", "type": "integer" }]
            }
            """),
        Read<QuestionnaireResponse>(Response("""
            { "linkId": "vaccine", "answer": [{ "valueCoding": { "system": "http://hl7.org/fhir/sid/cvx", "code": "208" } }] },
            { "linkId": "day", "answer": [{ "valueDate": "2021-03" }] },
            { "linkId": "number", "answer": [{ "valueInteger": 2 }] }
            """)));

    public static (Questionnaire Questionnaire, QuestionnaireResponse Response) CaseReport => (
        Read<Questionnaire>($$"""
            {
              "resourceType": "Questionnaire", "url": "http://example.org/Questionnaire/case", "status": "active",
              "contained": [
                { "resourceType": "Patient", "id": "patient", "identifier": [{ "system": "http://example.org/case", "_value": { "extension": [{{Value("item.where(linkId='case').answer.value")}}] } }],
                  "_gender": { "extension": [{{Value("item.where(linkId='sex').answer.value.code")}}] }, "_birthDate": { "extension": [{{Value("item.where(linkId='born').answer.value")}}] } },
                { "resourceType": "Encounter", "id": "encounter", "status": "finished", "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB" },
                  "subject": { "_reference": { "extension": [{{Value("%PatientId")}}] } } },
                { "resourceType": "Condition", "id": "condition", "code": { "coding": [{ "system": "http://snomed.info/sct", "code": "840539006" }] },
                  "subject": { "_reference": { "extension": [{{Value("%PatientId")}}] } }, "encounter": { "_reference": { "extension": [{{Value("%EncounterId")}}] } },
                  "_onsetDateTime": { "extension": [{{Value("item.where(linkId='onset').answer.value")}}] } },
                { "resourceType": "Observation", "id": "symptom", "extension": [{ "url": "{{Sdc}}templateExtractContext", "valueString": "item.where(linkId='symptom').answer.value" }],
                  "status": "final", "code": { "coding": [{ "system": "http://loinc.org", "code": "75325-1" }] }, "valueCodeableConcept": { "extension": [{{Value("$this")}}] },
                  "subject": { "_reference": { "extension": [{{Value("%PatientId")}}] } }, "_effectiveDateTime": { "extension": [{{Value("%resource.authored")}}] } },
                { "resourceType": "DiagnosticReport", "id": "report", "status": "final", "code": { "coding": [{ "system": "http://loinc.org", "code": "94500-6" }] },
                  "subject": { "_reference": { "extension": [{{Value("%PatientId")}}] } }, "conclusionCode": [{ "extension": [{{Value("item.where(linkId='result').answer.value")}}] }] }
              ],
              "extension": [
                { "url": "{{Sdc}}extractAllocateId", "valueString": "PatientId" }, { "url": "{{Sdc}}extractAllocateId", "valueString": "EncounterId" },
                {{Template("patient", "%PatientId")}}, {{Template("encounter", "%EncounterId")}}, {{Template("condition")}}, {{Template("symptom")}}, {{Template("report")}}
              ],
              "item": [
                { "linkId": "case", "type": "string" }, { "linkId": "sex", "type": "choice" }, { "linkId": "born", "type": "date" }, { "linkId": "onset", "type": "date" },
                { "linkId": "symptom", "type": "choice", "repeats": true }, { "linkId": "result", "type": "choice" },
                { "linkId": "temperature", "type": "decimal", "code": [{ "system": "http://loinc.org", "code": "8310-5" }],
                  "extension": [{ "url": "{{Sdc}}observationExtract", "valueBoolean": true }, { "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-unit", "valueCoding": { "system": "http://unitsofmeasure.org", "code": "Cel" } }] }
              ]
            }
            """),
        Read<QuestionnaireResponse>(Response("""
            { "linkId": "case", "answer": [{ "valueString": "C-17" }] },
            { "linkId": "sex", "answer": [{ "valueCoding": { "system": "http://hl7.org/fhir/administrative-gender", "code": "female" } }] },
            { "linkId": "born", "answer": [{ "valueDate": "1990-05" }] },
            { "linkId": "onset", "answer": [{ "valueDate": "2026-01-30" }] },
            { "linkId": "symptom", "answer": [{ "valueCoding": { "system": "http://snomed.info/sct", "code": "386661006" } }, { "valueCoding": { "system": "http://snomed.info/sct", "code": "49727002" } }] },
            { "linkId": "result", "answer": [{ "valueCoding": { "system": "http://snomed.info/sct", "code": "260373001" } }] },
            { "linkId": "temperature", "answer": [{ "valueDecimal": 38.4 }] }
            """)));

    private static string Value(string expression) => $$"""{ "url": "{{Sdc}}templateExtractValue", "valueString": "{{expression}}" }""";

    private static string Template(string id, string? fullUrl = null)
    {
        var url = fullUrl is null ? "" : $$""", { "url": "fullUrl", "valueString": "{{fullUrl}}" }""";
        return $$"""{ "url": "{{Sdc}}templateExtract", "extension": [{ "url": "template", "valueReference": { "reference": "#{{id}}" } }{{url}}] }""";
    }

    private static string Response(string items) => $$"""
        {
          "resourceType": "QuestionnaireResponse", "id": "r1", "status": "completed",
          "identifier": { "system": "http://app.rapidpro.io/run-uuid", "value": "5d1f0c7a-7d64-4f2c-8a67-0e0f9a2f6a11" },
          "subject": { "reference": "Patient/p1" }, "authored": "2026-02-03T08:09:10+02:00", "author": { "reference": "Practitioner/w1" },
          "item": [{{items}}]
        }
        """;

    private static T Read<T>(string json)
        where T : Resource => (T)FhirJson.Parse(Encoding.UTF8.GetBytes(json));
}
