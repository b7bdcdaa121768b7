using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.SyncLog;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Functions.Timers;

namespace Mhero.EndToEnd.Tests.Servers;

/// <summary>Answers of the registry that are wrong, cut, empty or of another time: nothing is lost, nothing doubled, nothing given up at once.</summary>
public sealed class DistrustTests(DistrustTests.World world) : IClassFixture<DistrustTests.World>
{
    [Theory]
    [InlineData(FhirFault.Html)]
    [InlineData(FhirFault.Truncated)]
    [InlineData(FhirFault.Empty)]
    [InlineData(FhirFault.ForeignRefusal)]
    [InlineData(FhirFault.EntriesOutdated)]
    public async Task Round_AnswersThatSayNothing_EndInStepWithoutDeadLetters(FhirFault fault)
    {
        var number = SyncWorld.NewNumber();
        var left = 2;
        world.Proxy.Plan = call => call.Body.Contains("\"type\":\"batch\"", StringComparison.Ordinal) && left-- > 0 ? fault : FhirFault.None;
        var worker = await world.AddWorkerAsync("Wrong Answer", number);

        await world.SettleAsync();

        Assert.True(world.Proxy.Faults > 0, "The fault was never met.");
        world.Proxy.Reset();
        var contact = Assert.Single(world.RapidPro.Workspace.Contacts, c => c.Fields.GetValueOrDefault("globalid") == worker.Id);
        Assert.Equal(contact.Uuid.ToString(), SyncWorld.ContactUuidOf(await world.ReadWorkerAsync(worker.Id!)));
        Assert.Empty(await world.Host.Services.GetRequiredService<DeadLetterStore>().ListAsync(null, 20));
    }

    [Fact]
    public async Task Round_WorkerWithValuesThatR4DoesNotAllow_CostsNobodyAnything()
    {
        var (number, other) = (SyncWorld.NewNumber(), SyncWorld.NewNumber());
        var spoilt = await world.AddWorkerAsync("Spoilt Values", number);
        var sound = await world.AddWorkerAsync("Sound Values", other);
        world.Proxy.Rewrite = (_, answer) => answer
            .Replace("\"system\":\"phone\"", "\"system\":\"mobile\"", StringComparison.Ordinal)
            .Replace("\"use\":\"mobile\"", "\"use\":\"cell\"", StringComparison.Ordinal)
            .Replace("\"use\":\"official\"", "\"use\":\"legal\"", StringComparison.Ordinal);

        await world.SettleAsync();

        world.Proxy.Reset();
        Assert.Equal(sound.Id, world.ContactOf(other).Fields["globalid"]);
        Assert.Equal(spoilt.Id, world.ContactOf(number).Fields["globalid"]);
        Assert.NotEmpty((await world.ReadWorkerAsync(spoilt.Id!)).Telecom);
        Assert.Empty(await world.Host.Services.GetRequiredService<DeadLetterStore>().ListAsync(null, 20));
    }

    [Theory]
    [InlineData(120)]
    [InlineData(-120)]
    [InlineData(86400)]
    [InlineData(-86400)]
    public async Task Round_DateHeaderOfAnotherTime_LosesNoChange(int seconds)
    {
        world.Proxy.DateSkew = TimeSpan.FromSeconds(seconds);
        await world.SettleAsync();

        // A change right after a reading is older than the header's time, and newer than it, by turns.
        var number = SyncWorld.NewNumber();
        var worker = await world.AddWorkerAsync("Skewed Clock", number);
        await world.RoundAsync();

        // RapidPro's reading has a cursor once there is a contact.
        await world.RoundAsync();

        world.Proxy.Reset();
        Assert.Equal(worker.Id, world.ContactOf(number).Fields["globalid"]);

        // The status shows each side's clock, as the last reading met it.
        var clocks = (await world.Host.Services.GetRequiredService<Core.Monitoring.StatusReader>().ReadAsync(CancellationToken.None)).Clocks;
        Assert.Equal(["FHIR", "RapidPro"], clocks.Select(clock => clock.Side));
        Assert.InRange(clocks[0].AheadSeconds, seconds - 10, seconds + 10);
        Assert.InRange(clocks[1].AheadSeconds, -10, 10);
    }

    [Fact]
    public async Task Round_PagesThatComeRoundAgain_EndTheReadingWithAnError()
    {
        await world.AddWorkerAsync("Looping Pages", SyncWorld.NewNumber());
        world.Proxy.Rewrite = (call, answer) => call.Path.Contains("/Practitioner?", StringComparison.Ordinal) && call.Path.Contains("_sort=_lastUpdated", StringComparison.Ordinal)
            ? answer.Replace("\"link\":[", $"\"link\":[{{\"relation\":\"next\",\"url\":\"{new Uri(world.FhirBaseUrl, call.Path)}\"}},", StringComparison.Ordinal)
            : answer;

        await world.Host.InvokeTimerAsync(nameof(SyncRegistry));

        world.Proxy.Reset();
        var run = Assert.Single(await world.Host.Services.GetRequiredService<SyncLogStore>().RecentAsync("registry", 1));
        Assert.Contains("MH3009", run.Error, StringComparison.Ordinal);
        await world.SettleAsync();
    }

    /// <summary>A registry behind a proxy that can be told to answer wrongly.</summary>
    public sealed class World : SyncWorld
    {
        public FhirProxy Proxy { get; private set; } = null!;

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            await Proxy.DisposeAsync();
        }

        protected override async Task<Uri> OpenFhirAsync(Uri server)
        {
            Proxy = await FhirProxy.StartAsync(server);
            return Proxy.BaseUrl;
        }
    }
}
