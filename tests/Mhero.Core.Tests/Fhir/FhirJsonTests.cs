using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Tests.Fhir;

public sealed class FhirJsonTests
{
    [Theory]
    [InlineData("""{"resourceType":"Practitioner","id":"1","":{"a":1},"active":true}""")]
    [InlineData("""{"resourceType":"Practitioner","id":"1","active":true,"name":[{"":"x","family":"Doe"}]}""")]
    [InlineData("""{"resourceType":"Practitioner","id":"1","active":true,"name":[{"family":"Do\ud83de"}]}""")]
    [InlineData("""{"resourceType":"Practitioner","id":"1","active":true,"telecom":[],"_telecom":[{"value":"a"}]}""")]
    [InlineData("""{"resourceType":"Practitioner","id":"1","active":true,"telecom":["x"],"_telecom":[{"value":"a"}]}""")]
    [InlineData("""{"resourceType":"Practitioner","id":"1","active":true,"_active":{"id":"a"},"_name":[{"family":"Doe"}],"name":"x"}""")]
    [InlineData("""{"resourceType":"Practitioner","id":"1","active":true,"_":{"id":"a"}}""")]
    public void Parse_MemberThatHasNoPlaceInFhir_TheRestIsRead(string json)
    {
        var practitioner = Assert.IsType<Practitioner>(FhirJson.Parse(Encoding.UTF8.GetBytes(json)));

        Assert.Equal(("1", true), (practitioner.Id, practitioner.Active));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"":1}""")]
    public void Parse_NotAResource_Throws(string json) => Assert.ThrowsAny<JsonException>(() => FhirJson.Parse(Encoding.UTF8.GetBytes(json)));
}
