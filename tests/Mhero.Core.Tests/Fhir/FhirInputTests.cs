using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Tests.Fhir;

/// <summary>Documents at which the SDK throws instead of reporting: a client gets an issue for each.</summary>
public sealed class FhirInputTests
{
    [Theory]
    [InlineData("""{"resourceType":"Questionnaire","status":"active","contained":-1}""")]
    [InlineData("""{"resourceType":"Questionnaire","status":"active","":1}""")]
    [InlineData("""{"resourceType":"Questionnaire","status":"active","item":[{"linkId":"1","type":"string","_":{"id":"a"}}]}""")]
    [InlineData("""{"resourceType":"Questionnaire","status":"active","item":["x"],"_item":[{"linkId":"1"}]}""")]
    public void Read_MemberOfAnotherShape_IsAnIssueOfTheClient(string json)
    {
        var issues = new List<OperationOutcome.IssueComponent>();

        Assert.Null(FhirInput.Read<Questionnaire>(json, "Questionnaire", issues));
        Assert.NotEmpty(issues);
        Assert.All(issues, issue => Assert.Equal(OperationOutcome.IssueSeverity.Error, issue.Severity));
        Assert.Null(FhirInput.ReadLenient<Questionnaire>(json, "MH3001", allowMissing: true, issues));
    }
}
