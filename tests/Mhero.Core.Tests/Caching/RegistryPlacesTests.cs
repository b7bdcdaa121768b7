using Mhero.Core.Caching;
using Mhero.Core.Lookup.Facilities;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Caching;

/// <summary>One index of places answers look-ups, paths of answers and contacts.</summary>
public sealed class RegistryPlacesTests : IDisposable
{
    private const string Gasabo = """{"resourceType":"Location","id":"d","name":"Gasabo","physicalType":{"coding":[{"code":"jurisdiction"}]}}""";
    private const string Kacyiru = """
        {"resourceType":"Location","id":"a","name":"Ng'ombe Kacyiru Clinic","partOf":{"reference":"Location/d"},"identifier":[{"value":"F-1"}],
         "managingOrganization":{"reference":"Organization/o"}}
        """;

    private const string Remera = """{"resourceType":"Location","id":"b","name":"Remera Clinic","partOf":{"reference":"Location/d"}}""";

    private const string Half = """
        {"resourceType":"Organization","id":"o","name":"Bright Hope","identifier":[{"value":"HMIS-77"}],"type":[{"coding":[{"code":"facility"}]}]}
        """;

    private MemoryApp _app;
    private string[] _locations = [Gasabo, Kacyiru, Remera];

    public RegistryPlacesTests() => _app = New();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Suggest_TextThatNoPlaceHas_GivesThoseThatAreAlike()
    {
        var found = await _app.Get<IPlaceSuggestions>().FindAsync("Ngombe Kaciru clinic", CancellationToken.None);

        Assert.Equal(("Location/a", "Ng'ombe Kacyiru Clinic", "Ng'ombe Kacyiru Clinic, Gasabo"), (found[0].Reference, found[0].Text, found[0].Reason));
    }

    [Fact]
    public async Task LookUpAndContact_SameSpelling_FindTheSamePlace()
    {
        const string Written = "ngombe KACYIRU-clinic";

        var lookup = await _app.Get<FacilityFinder>().FindAsync(Written, CancellationToken.None);
        var contact = await _app.Get<PlaceCache>().LoadAsync([], [Written], CancellationToken.None);

        Assert.Equal("Location/a", Assert.Single(lookup.Exact).Reference);
        Assert.Equal("a", Assert.Single(contact.ByText(Written)).Id);
    }

    [Theory]
    [InlineData("HMIS 77")]
    [InlineData("bright hope")]
    public async Task LookUpAndContact_NameOrCodeOfTheOrganization_FindItsLocation(string text)
    {
        await _app.Get<PlaceChangeState>().OrganizationsMatterAsync(CancellationToken.None);

        var lookup = await _app.Get<FacilityFinder>().FindAsync(text, CancellationToken.None);
        var contact = await _app.Get<PlaceCache>().LoadAsync([], [text], CancellationToken.None);

        Assert.Equal("Location/a", Assert.Single(lookup.Exact).Reference);
        Assert.Equal("a", Assert.Single(contact.ByText(text)).Id);
    }

    [Fact]
    public async Task LookUp_MoreLocationsThanTheIndexHolds_SearchesForTheRest()
    {
        _app.Dispose();
        _app = New(("Mhero:Places:MaxIndexed", "1"));

        var exact = await _app.Get<FacilityFinder>().FindAsync("Remera Clinic", CancellationToken.None);
        var near = await _app.Get<FacilityFinder>().FindAsync("Remera", CancellationToken.None);
        var names = await _app.Get<RegistryPlaces>().GetAsync(CancellationToken.None);

        Assert.Equal((1, false), (names.All.Count, names.IsWhole));
        Assert.Equal("Location/b", Assert.Single(exact.Exact).Reference);
        Assert.Equal("Location/b", near.ForMenu[0].Reference);
    }

    [Fact]
    public async Task Get_PlaceChanged_ReadsAgain()
    {
        await _app.Get<RegistryPlaces>().GetAsync(CancellationToken.None);
        _locations = [Gasabo, Remera];
        Assert.Equal(3, (await _app.Get<RegistryPlaces>().GetAsync(CancellationToken.None)).All.Count);

        await _app.Get<PlaceCache>().ForgetAsync(CancellationToken.None);

        Assert.Equal(2, (await _app.Get<RegistryPlaces>().GetAsync(CancellationToken.None)).All.Count);
    }

    [Fact]
    public async Task TryGet_Old_AnswersWithTheOldOnesAndReadsThem()
    {
        await _app.Get<RegistryPlaces>().GetAsync(CancellationToken.None);
        _locations = [Gasabo, Remera];
        _app.Time.Advance(TimeSpan.FromHours(1));

        var first = await TryGetAsync();

        Assert.Equal(3, first.All.Count);
        Assert.True(SpinWait.SpinUntil(() => TryGetAsync().GetAwaiter().GetResult().All.Count == 2, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Get_EmptyAnswerAfterAFullOne_KeepsThePlaces()
    {
        await _app.Get<RegistryPlaces>().GetAsync(CancellationToken.None);
        _locations = [];
        _app.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(3, (await _app.Get<RegistryPlaces>().GetAsync(CancellationToken.None)).All.Count);
    }

    private async Task<PlaceNames> TryGetAsync() => (await _app.Get<RegistryPlaces>().TryGetAsync(TimeSpan.FromSeconds(10), CancellationToken.None))!;

    private MemoryApp New(params (string, string)[] settings) => new(
        request => AnsweringHandler.Fhir(
            $$"""{"resourceType":"Bundle","type":"searchset","entry":[{{string.Join(',', Found(request.RequestUri!).Select(r => $$"""{"resource":{{r}}}"""))}}]}"""),
        settings);

    private string[] Found(Uri address)
    {
        var query = Uri.UnescapeDataString(address.Query).Replace('+', ' ');
        return address.AbsolutePath.EndsWith("Organization", StringComparison.Ordinal) ? [Half]
            : Value(query, "?name=") is { } name ? [.. _locations.Where(l => l.Contains($"\"name\":\"{name}", StringComparison.Ordinal))]
            : Value(query, "?identifier=") is not null ? []
            : Value(query, "?_id=") is { } ids ? [.. _locations.Where(l => ids.Split(',').Any(id => l.Contains($"\"id\":\"{id}\"", StringComparison.Ordinal)))]
            : _locations;
    }

    private static string? Value(string query, string name) => query.StartsWith(name, StringComparison.Ordinal) ? query[name.Length..].Split('&')[0] : null;
}
