using Mhero.Core.Caching;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Contacts;

/// <summary>Faulty values of places are listed until the registry has them corrected.</summary>
public sealed class PlaceIssuesTests : IDisposable
{
    private const string Sound = """{"resourceType":"Location","id":"l","name":"Kabaya"}""";
    private const string Faulty = """{"resourceType":"Location","id":"l","name":"Kabaya","status":"open","mode":7,"alias":[null,"K"],"managingOrganization":{"reference":"Organization/o"}}""";
    private const string Organization = """{"resourceType":"Organization","id":"o","name":"Kabaya","active":"perhaps"}""";

    private readonly MemoryApp _app;
    private string[] _locations = [Faulty];

    public PlaceIssuesTests() => _app = new(request => AnsweringHandler.Fhir(
        $$"""{"resourceType":"Bundle","type":"searchset","entry":[{{string.Join(',', Found(request).Select(r => $$"""{"resource":{{r}}}"""))}}]}"""));

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Load_PlacesWithFaultyValues_ListsThem()
    {
        await LoadAsync();

        var issues = await _app.Get<PlaceIssues>().ListAsync(10, CancellationToken.None);
        Assert.Equal(
            [("Location/l", "Location.alias[0]", null), ("Location/l", "Location.mode", "7"), ("Location/l", "Location.status", "open"), ("Organization/o", "Organization.active", "perhaps")],
            issues.Select(i => (i.Place, i.Path, i.Value)).Order());
        Assert.All(issues, i => Assert.Equal(MappingCodes.FaultyValue, i.Code));
        Assert.Equal(2, await _app.Get<PlaceIssues>().CountAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Load_PlaceIsCorrectedOrDeleted_ListsItNoLonger(bool isDeleted)
    {
        await LoadAsync();
        _locations = isDeleted ? [] : [Sound];
        await _app.Get<PlaceCache>().ForgetAsync(CancellationToken.None);

        await LoadAsync();

        Assert.DoesNotContain(await _app.Get<PlaceIssues>().ListAsync(10, CancellationToken.None), i => i.Place == "Location/l");
    }

    private async Task LoadAsync() => await _app.Get<PlaceCache>().LoadAsync(["Location/l"], [], CancellationToken.None);

    private string[] Found(HttpRequestMessage request) => request.RequestUri!.AbsolutePath.EndsWith("Organization", StringComparison.Ordinal) ? [Organization] : _locations;
}
