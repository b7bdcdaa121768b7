using Mhero.Core;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Servers;
using Mhero.DevHost.Services;
using Mhero.EndToEnd.Tests.Cli;
using Mhero.EndToEnd.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mhero.EndToEnd.Tests.Servers;

/// <summary>What the doctor finds of each server, and leaves behind: nothing.</summary>
public sealed class ServerProbeTests
{
    [Theory]
    [InlineData(FhirServerProfile.Default, "")]
    [InlineData(FhirServerProfile.Medplum, "transaction, ids from the client")]
    [InlineData(FhirServerProfile.Candle, "search for several values")]
    [InlineData(FhirServerProfile.Hapi, "")]
    public async Task RunAsync_ServerOfThatKind_FindsWhatIsDifferent(FhirServerProfile profile, string different)
    {
        await using var server = await FhirServerFixture.OpenAsync(profile);
        using var http = new HttpClient();
        using var fhir = GatewayOf(http, server.BaseUrl);

        var findings = await new ServerProbe(fhir, TimeProvider.System).RunAsync();

        Assert.Equal(different, string.Join(", ", findings.Where(f => !f.IsAsExpected).Select(f => f.Ability)));
        Assert.Equal(13, findings.Count);
        Assert.Empty((await fhir.SearchAsync(new FhirSearch("Basic"))).Matches);
    }

    [Fact]
    public async Task RunAsync_LinksOfAnotherHostAndADateOfAnotherDay_SaysSo()
    {
        await using var server = await FhirServerFixture.OpenAsync();
        await using var proxy = await FhirProxy.StartAsync(server.BaseUrl);
        proxy.DateSkew = TimeSpan.FromDays(1);
        proxy.Rewrite = (_, answer) => answer.Replace(proxy.BaseUrl.GetLeftPart(UriPartial.Authority), "http://10.0.66.99:8080", StringComparison.Ordinal);
        using var http = new HttpClient();
        using var fhir = GatewayOf(http, proxy.BaseUrl);

        var findings = await new ServerProbe(fhir, TimeProvider.System).RunAsync();

        Assert.Equal(["clocks", "paging"], findings.Where(f => !f.IsAsExpected).Select(f => f.Ability));
        Assert.Contains("http://10.0.66.99:8080", findings.Single(f => f.Ability == "paging").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeepAsync_ServerWasTriedTwice_AnotherInstanceReadsTheLastTrials()
    {
        var azurite = new AzuriteFixture();
        await azurite.InitializeAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["Mhero:Storage:TablePrefix"] = AzuriteFixture.UniqueName("probe"),
            ["Mhero:Fhir:BaseUrl"] = "http://registry.example.org/fhir",
        }).Build();
        await using var services = new ServiceCollection().AddLogging().AddMhero(configuration).BuildServiceProvider();
        var store = services.GetRequiredService<ServerProfileStore>();
        Assert.Null(await store.FindAsync(default));

        await store.KeepAsync([new("paging", false, "No next page.")], default);
        await store.KeepAsync([new(ServerAbilities.Patch, true, "Not used.") { Works = false }], default);

        await using var other = new ServiceCollection().AddLogging().AddMhero(configuration).BuildServiceProvider();
        var profile = await other.GetRequiredService<IServerProfiles>().FindAsync(default);
        Assert.Equal([new(ServerAbilities.Patch, true, "Not used.") { Works = false }], profile!.Findings);
        Assert.False(profile.Has(ServerAbilities.Patch));
    }

    [Fact]
    public async Task Doctor_ServerAndStorageSet_KeepsTheProfile()
    {
        var azurite = new AzuriteFixture();
        await azurite.InitializeAsync();
        await using var server = await FhirServerFixture.OpenAsync();
        var prefix = AzuriteFixture.UniqueName("doctor");

        var result = await MheroProcess.RunAsync(
            "doctor", ("Mhero__Fhir__BaseUrl", server.BaseUrl.ToString()), ("AzureWebJobsStorage", azurite.ConnectionString), ("Mhero__Storage__TablePrefix", prefix));

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["Mhero:Storage:TablePrefix"] = prefix,
            ["Mhero:Fhir:BaseUrl"] = server.BaseUrl.ToString(),
        }).Build();
        await using var services = new ServiceCollection().AddLogging().AddMhero(configuration).BuildServiceProvider();
        var profile = await services.GetRequiredService<IServerProfiles>().FindAsync(default);
        Assert.True(profile is not null, result.Output + result.Errors);
        Assert.True(profile.Has(ServerAbilities.JsonPatch), string.Join('\n', profile.Findings));
        Assert.Equal(13, profile.Findings.Count);
    }

    [Fact]
    public async Task FindAsync_StorageDoesNotAnswer_IsNoProfileAndNoFault()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;QueueEndpoint=http://127.0.0.1:1/a;TableEndpoint=http://127.0.0.1:1/a;",
            ["Mhero:Fhir:BaseUrl"] = "http://registry.example.org/fhir",
        }).Build();
        await using var services = new ServiceCollection().AddLogging().AddMhero(configuration).BuildServiceProvider();

        Assert.Null(await services.GetRequiredService<IServerProfiles>().FindAsync(default));
    }

    private static FhirGateway GatewayOf(HttpClient http, Uri baseUrl) =>
        new(http, Options.Create(new FhirOptions { BaseUrl = baseUrl, MaxRetries = 0 }), TimeProvider.System, NullLogger<FhirGateway>.Instance);
}
