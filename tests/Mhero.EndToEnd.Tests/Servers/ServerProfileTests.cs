using Mhero.DevHost.Services;
using Mhero.EndToEnd.Tests.Cli;

namespace Mhero.EndToEnd.Tests.Servers;

/// <summary>The whole example against the registry as several servers behave: the same is written on each, once.</summary>
public abstract class ServerProfileTests(FhirServerProfile profile)
{
    private static readonly string[] Sides = ["contacts", "practitioners", "groups", "questionnaires", "questionnaireResponses", "communications", "flags"];

    [Fact]
    public async Task UpOnce_ServerOfThatKind_WritesAllOnceAndThenNothing()
    {
        var result = await MheroProcess.RunAsync($"up --once --json --fhir-profile {profile}");

        Assert.True(result.ExitCode == 0, result.Errors + result.Output);
        using var json = JsonDocument.Parse(result.Output);
        var report = json.RootElement;
        Assert.Equal(
            [("contacts", 22), ("practitioners", 5), ("groups", 36), ("questionnaires", 22), ("questionnaireResponses", 48), ("communications", 9), ("flags", 2)],
            Sides.Select(side => (side, Number(report, side, "created"))));
        var extracted = report.GetProperty("extracted");
        Assert.Equal((56, 43, 15, 4), (extracted.GetProperty("Observation").GetInt32(), extracted.GetProperty("Provenance").GetInt32(), extracted.GetProperty("Patient").GetInt32(), extracted.GetProperty("PractitionerRole").GetInt32()));
        Assert.Equal(113, Number(report, "groups", "membersAdded"));
        Assert.Equal((0, 5), (report.GetProperty("deadLetters").GetInt32(), report.GetProperty("reviews").GetInt32()));
        Assert.Equal(
            [("completed", 6), ("not-done", 1)],
            report.GetProperty("messagesByStatus").EnumerateObject().Select(status => (status.Name, status.Value.GetInt32())));

        // What a server had written already, and was asked for again, is not made a second time.
        var second = report.GetProperty("secondRound");
        Assert.All(Sides, side => Assert.Equal((0, 0, 0), (Number(second, side, "created"), Number(second, side, "updated"), Number(second, side, "failed"))));
        Assert.Empty(second.GetProperty("extracted").EnumerateObject());
        Assert.Empty(second.GetProperty("extractedUpdated").EnumerateObject());
    }

    private static int Number(JsonElement report, string side, string count) => report.GetProperty(side).GetProperty(count).GetInt32();

    // A class for each, so that they run side by side.
    public sealed class Medplum() : ServerProfileTests(FhirServerProfile.Medplum);

    public sealed class MedplumTransactions() : ServerProfileTests(FhirServerProfile.MedplumTransactions);

    public sealed class Candle() : ServerProfileTests(FhirServerProfile.Candle);

    public sealed class Hapi() : ServerProfileTests(FhirServerProfile.Hapi);

    public sealed class Azure() : ServerProfileTests(FhirServerProfile.Azure);
}
