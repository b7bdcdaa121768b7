using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Tests.Fhir;

public sealed class ResourceRulesTests
{
    public static TheoryData<string, string, string> Broken => new()
    {
        { "obs-3", "Observation.referenceRange[0]", """{"resourceType":"Observation","referenceRange":[{"appliesTo":[{"text":"x"}]}]}""" },
        { "obs-6", "Observation", """{"resourceType":"Observation","valueString":"x","dataAbsentReason":{"text":"y"}}""" },
        { "obs-7", "Observation", """{"resourceType":"Observation","code":{"coding":[{"system":"s","code":"c"}]},"valueString":"x","component":[{"code":{"coding":[{"system":"s","code":"c"}]}}]}""" },
        { "mrp-1", "MeasureReport", """{"resourceType":"MeasureReport","type":"data-collection","group":[{"measureScore":{"value":1}}]}""" },
        { "mrp-2", "MeasureReport.group[0].stratifier[0].stratum[0]", """{"resourceType":"MeasureReport","group":[{"stratifier":[{"stratum":[{"measureScore":{"value":1}}]}]}]}""" },
        { "ppc-1", "Consent", """{"resourceType":"Consent","status":"active"}""" },
        { "ppc-2", "Consent", """{"resourceType":"Consent","policyRule":{"text":"x"},"scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]}}""" },
        { "cpt-2", "Practitioner.telecom[0]", """{"resourceType":"Practitioner","telecom":[{"value":"+250788000001"}]}""" },
        { "grp-1", "Group", """{"resourceType":"Group","actual":false,"member":[{"entity":{"reference":"Practitioner/1"}}]}""" },
        { "con-4", "Condition", """{"resourceType":"Condition","abatementDateTime":"2026","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]}}""" },
        { "con-5", "Condition", """{"resourceType":"Condition","clinicalStatus":{"text":"x"},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"entered-in-error"}]}}""" },
        { "org-1", "Organization", """{"resourceType":"Organization","active":true}""" },
        { "org-2", "Organization", """{"resourceType":"Organization","name":"x","address":[{"use":"home","city":"y"}]}""" },
        { "org-3", "Organization", """{"resourceType":"Organization","name":"x","telecom":[{"use":"home","system":"phone","value":"1"}]}""" },
        { "pat-1", "Patient.contact[0]", """{"resourceType":"Patient","contact":[{"gender":"male"}]}""" },
        { "qrs-1", "QuestionnaireResponse.item[0]", """{"resourceType":"QuestionnaireResponse","item":[{"linkId":"a","answer":[{"valueInteger":1}],"item":[{"linkId":"b"}]}]}""" },
        { "qty-3", "Observation.value", """{"resourceType":"Observation","valueQuantity":{"value":1,"code":"kg"}}""" },
        { "per-1", "Encounter.period", """{"resourceType":"Encounter","period":{"start":"2026-02-03","end":"2026-02-02T10:00:00Z"}}""" },
        { "ext-1", "Patient.extension[0]", """{"resourceType":"Patient","extension":[{"url":"http://example.org"}]}""" },
        { "imm-1", "Immunization.education[0]", """{"resourceType":"Immunization","education":[{"publicationDate":"2026"}]}""" },
        { "ref-type", "Observation.subject", """{"resourceType":"Observation","subject":{"reference":"Practitioner/1"}}""" },
        { "ref-type", "MeasureReport.subject", """{"resourceType":"MeasureReport","subject":{"reference":"http://example.org/fhir/Organization/1/_history/2"}}""" },
        { "ref-type", "Condition.subject", """{"resourceType":"Condition","subject":{"reference":"Location?identifier=a|b"}}""" },
        { "ref-type", "Immunization.patient", """{"resourceType":"Immunization","patient":{"type":"Practitioner","identifier":{"value":"1"}}}""" },
        { "ref-type", "Encounter.participant[0].individual", """{"resourceType":"Encounter","participant":[{"individual":{"reference":"urn:uuid:p"}}]}""" },
        { "cpt-2", "Patient.contained[0].telecom[0]", """{"resourceType":"Patient","contained":[{"resourceType":"Practitioner","id":"c","telecom":[{"value":"1"}]}]}""" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Check_BrokenRule_IsNamedWithItsPlace(string rule, string path, string json)
    {
        var violation = Assert.Single(ResourceRules.Check(Read(json), url => url == "urn:uuid:p" ? "Patient" : null));

        Assert.Equal((rule, path), (violation.Rule, violation.Path));
    }

    [Theory]
    [InlineData("""{"resourceType":"Observation","code":{"coding":[{"system":"s","code":"c"}]},"subject":{"reference":"Location/1"},"performer":[{"reference":"PractitionerRole/1"}],"component":[{"code":{"coding":[{"system":"s","code":"c"}]}}]}""")]
    [InlineData("""{"resourceType":"Observation","subject":{"reference":"urn:uuid:unknown"},"focus":[{"reference":"Practitioner/1"}],"encounter":{"reference":"#e"}}""")]
    [InlineData("""{"resourceType":"MeasureReport","type":"data-collection","subject":{"reference":"Location/1"},"reporter":{"reference":"Organization/1"},"period":{"start":"2026-01-26","end":"2026-01-26"}}""")]
    [InlineData("""{"resourceType":"Group","actual":true,"member":[{"entity":{"reference":"Practitioner/1"}}]}""")]
    [InlineData("""{"resourceType":"Condition","abatementString":"x","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"resolved"}]}}""")]
    [InlineData("""{"resourceType":"Consent","policyRule":{"text":"x"}}""")]
    [InlineData("""{"resourceType":"Patient","gender":"lady","birthDate":"soon","telecom":[{"system":"sms"}]}""")]
    public void Check_NoRuleBroken_IsEmpty(string json) => Assert.Empty(ResourceRules.Check(Read(json)));

    [Theory]
    [InlineData("Patient/1", null, "Patient")]
    [InlineData("http://example.org/fhir/Patient/1", null, "Patient")]
    [InlineData("Patient?identifier=a%7Cb", null, "Patient")]
    [InlineData(null, "Patient", "Patient")]
    [InlineData(null, "http://hl7.org/fhir/StructureDefinition/Patient", "Patient")]
    [InlineData("urn:uuid:1", null, null)]
    [InlineData("#c", null, null)]
    [InlineData("http://example.org/else", null, null)]
    public void TypeOf_Reference_IsWhatItNames(string? reference, string? type, string? expected) =>
        Assert.Equal(expected, ResourceRules.TypeOf(new ResourceReference { Reference = reference, Type = type }));

    private static Resource Read(string json) => FhirJson.Parse(System.Text.Encoding.UTF8.GetBytes(json));
}
