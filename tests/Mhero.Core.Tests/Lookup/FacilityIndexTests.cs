using Mhero.Core.Caching;
using Mhero.Core.Lookup;
using Mhero.Core.Lookup.Facilities;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Tests.Fhir;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.Lookup;

public sealed class FacilityIndexTests
{
    private const string Two = """
        {"resourceType":"Bundle","type":"searchset","entry":[
         {"resource":{"resourceType":"Location","id":"d","name":"Gasabo","physicalType":{"coding":[{"code":"jdn"}]}}},
         {"resource":{"resourceType":"Location","id":"a","name":"Kacyiru Clinic","partOf":{"reference":"Location/d"},"identifier":[{"value":"F-1"}]}},
         {"resource":{"resourceType":"Location","id":"b","name":"Remera Clinic","partOf":{"reference":"Location/d"}}}]}
        """;

    [Fact]
    public async Task Find_TextThatIsNoName_SuggestsThoseThatAreAlike()
    {
        using var stub = new FhirStub(Answer.Ok(Two));

        var found = await Index(stub, new FakeTimeProvider()).FindAsync("Kaciru clinic", CancellationToken.None);

        Assert.Equal(("Location/a", "Kacyiru Clinic", "Kacyiru Clinic, Gasabo"), (found[0].Reference, found[0].Text, found[0].Reason));
    }

    [Fact]
    public async Task Get_EmptyAnswerAfterAFullOne_KeepsTheFacilities()
    {
        using var stub = new FhirStub(Answer.Ok(Two), Answer.Ok("""{"resourceType":"Bundle","type":"searchset"}"""));
        var time = new FakeTimeProvider();
        var index = Index(stub, time);
        await index.GetAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
        time.Advance(TimeSpan.FromHours(1));

        await index.GetAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
        Assert.True(SpinWait.SpinUntil(() => stub.Requests.Count == 2, TimeSpan.FromSeconds(10)));
        var now = await index.FindAsync("Kacyiru Clinic", CancellationToken.None);

        Assert.Equal("Location/a", Assert.Single(now).Reference);
    }

    private static FacilityIndex Index(FhirStub stub, TimeProvider time) => new(
        stub.Gateway, time, Options.Create(new LookupOptions()), Options.Create(new CacheOptions()), Options.Create(new ContactMappingOptions()), NullLogger<FacilityIndex>.Instance);
}
