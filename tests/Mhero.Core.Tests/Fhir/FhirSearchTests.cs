using Mhero.Core.Fhir;

namespace Mhero.Core.Tests.Fhir;

public sealed class FhirSearchTests
{
    [Fact]
    public void Where_TokenWithSpecialCharacters_EscapesForFhirThenForTheUrl() =>
        Assert.Equal(
            @"Practitioner?identifier=http://a/b%7Cx%5C,y%5C%7Cz%5C%24%5C%5C%2B%26%3D%23%20%C3%A9",
            new FhirSearch("Practitioner").Where("identifier", "http://a/b", @"x,y|z$\+&=# é").ToString());

    [Fact]
    public void Where_SeveralValues_OrsThemWithTheSystemEach() =>
        Assert.Equal("identifier=s%7C1,s%7C2&active=true", new FhirSearch("Practitioner").Where("identifier", "s", "1", "2").Where("active", "true").ToQuery());

    [Fact]
    public void WhereAny_References_StayReadable() =>
        Assert.Equal("PractitionerRole?practitioner=Practitioner/a,Practitioner/b", new FhirSearch("PractitionerRole").WhereAny("practitioner", "Practitioner/a", "Practitioner/b").ToString());

    [Fact]
    public void With_FhirSyntax_IsNotEscapedForFhir() =>
        Assert.Equal("_lastUpdated=ge2026-01-01T00:00:00.000%2B00:00", new FhirSearch("Location").With("_lastUpdated", "ge2026-01-01T00:00:00.000+00:00").ToQuery());

    [Fact]
    public void WhereAny_NoValue_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new FhirSearch("Practitioner").WhereAny("_id"));

    [Fact]
    public void Where_CalledTwice_LeavesTheFirstSearchAsItWas()
    {
        var first = new FhirSearch("Practitioner").Where("a", "1");
        first.Where("b", "2");
        Assert.Equal("a=1", first.ToQuery());
    }
}
