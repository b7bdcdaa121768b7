using Mhero.DevHost.Run;
using Mhero.Simulator;

namespace Mhero.Functions.Tests.Host;

/// <summary>The start of a local run while a system that the settings name is down.</summary>
public sealed class SetupCheckTests : IAsyncLifetime
{
    private RapidProSimulator _rapidPro = null!;

    public async Task InitializeAsync() => _rapidPro = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions());

    public async Task DisposeAsync() => await _rapidPro.DisposeAsync();

    [Fact]
    public async Task Require_RapidProIsDownAtFirst_WaitsUntilItAnswers()
    {
        var down = _rapidPro.Faults.Add(new FaultRule(FaultEffect.ServerError()) { Endpoint = "workspace", Times = 3 });
        var said = new List<string>();

        await SetupCheck.RequireAsync(Settings(_rapidPro.Options.Token), said.Add, TimeSpan.FromMilliseconds(10), CancellationToken.None);

        Assert.Equal(3, down.Applied);
        Assert.Equal(3, said.Count(line => line.Contains("Asking again", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Require_RapidProIsDownAndTheRunDoesNotWait_Fails()
    {
        _rapidPro.Faults.Add(new FaultRule(FaultEffect.ServerError()) { Endpoint = "workspace" });

        var error = await Assert.ThrowsAsync<SetupException>(() => SetupCheck.RequireAsync(Settings(_rapidPro.Options.Token), _ => { }, null, CancellationToken.None));

        Assert.True(error.MayPass);
    }

    [Fact]
    public async Task Require_TokenIsWrong_FailsHoweverPatientTheRunIs()
    {
        var error = await Assert.ThrowsAsync<SetupException>(() => SetupCheck.RequireAsync(Settings("wrong"), _ => { }, TimeSpan.FromMilliseconds(10), CancellationToken.None));

        Assert.False(error.MayPass);
    }

    private LocalSettings Settings(string token) => new(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Mhero:RapidPro:BaseUrl"] = _rapidPro.BaseUrl.ToString(),
        ["Mhero:RapidPro:Token"] = token,
        ["Mhero:Contacts:DefaultRegion"] = "RW",
    }).Build());
}
