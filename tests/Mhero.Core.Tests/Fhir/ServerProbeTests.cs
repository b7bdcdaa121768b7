using System.Text.RegularExpressions;
using Mhero.Core.Fhir;
using Mhero.Core.Tests.Fixtures;
using Mhero.MemoryFhir;

namespace Mhero.Core.Tests.Fhir;

/// <summary>What the trials find of servers that differ in one thing each, and that they leave nothing behind.</summary>
public sealed class ServerProbeTests
{
    private static readonly string[] Abilities =
    [
        "conditional update", "search after write", "clocks", "conditional create", "search for several values", "paging", "If-Match", "transaction", "patch", "conditional patch", "JSON patch",
        "history of a type", "ids from the client",
    ];

    [Fact]
    public async Task RunAsync_ServerAsR4Requires_IsAsExpected()
    {
        using var server = new ProbedServer();

        var findings = await server.ProbeAsync();

        Assert.Equal(Abilities, findings.Select(finding => finding.Ability));
        Assert.All(findings, finding => Assert.True(finding.IsAsExpected, finding.ToString()));
        Assert.Equal(["patch", "conditional patch", "JSON patch", "history of a type"], findings.Where(finding => !finding.Works).Select(finding => finding.Ability));
        Assert.Empty(server.Server.All("Basic"));
        string[] messages =
        [
            "A batch of conditional updates creates, and returns a result for each entry.", "A written resource is found at once.",
            "Against this machine the Date header is 0 s ahead and lastUpdated is 0 s ahead. Readings follow the records; times in messages and reports follow this machine.",
            "A create with If-None-Exist leaves the existing one.", "A search for two values finds both.", "The next link leads to the next page.", "An update with a stale If-Match is refused.",
            "A transaction with an entry that fails is taken back as a whole.", "A FHIRPath Patch in a batch is answered with 405; mHero does not use it.",
            "A FHIRPath Patch in a batch is answered with 405; mHero does not use it.", "A JSON Patch is answered with MH3001; mHero does not use it.",
            "The server does not have _history of a type; mHero reads changes by _lastUpdated.", "A PUT to a new id creates the resource (updateCreate).",
        ];
        Assert.Equal(messages, findings.Select(finding => finding.Message));
    }

    [Fact]
    public async Task RunAsync_Twice_HasTheFindingsOfTheLastTrials()
    {
        using var server = new ProbedServer();

        Assert.Equal(await server.ProbeAsync(), await server.ProbeAsync());
    }

    [Fact]
    public async Task RunAsync_ServerWithMore_FindsIt()
    {
        using var server = new ProbedServer();
        server.Entry = call => call.Method == "PATCH" ? 200 : null;
        server.Instead = (request, _) =>
            request.Method == HttpMethod.Patch ? AnsweringHandler.Fhir("""{"resourceType":"Basic","id":"1","code":{"text":"x"}}""")
            : request.RequestUri!.AbsolutePath.EndsWith("/Basic/_history", StringComparison.Ordinal) ? AnsweringHandler.Fhir("""{"resourceType":"Bundle","type":"history"}""")
            : null;

        var findings = await server.ProbeAsync();

        Assert.All(findings, finding => Assert.True(finding is { IsAsExpected: true, Works: true }, finding.ToString()));
        Assert.Equal(
            ["A FHIRPath Patch in a batch is accepted.", "A FHIRPath Patch in a batch is accepted.", "A JSON Patch is accepted.", "Changes can be read from _history of a type; mHero reads them by _lastUpdated."],
            findings.Skip(8).Take(4).Select(finding => finding.Message));
    }

    [Fact]
    public async Task RunAsync_ServerThatChoosesAllIds_SaysSo()
    {
        using var server = new ProbedServer(new FhirTraits());

        var finding = Assert.Single(await server.ProbeAsync(), finding => !finding.IsAsExpected);

        Assert.Equal((ServerAbilities.IdsFromTheClient, false), (finding.Ability, finding.Works));
        Assert.Equal("A PUT to a new id is answered with 404: the server chooses all ids, and Provenance is found by a tag.", finding.Message);
        Assert.Empty(server.Server.All("Basic"));
    }

    [Theory]
    [InlineData(500, "0.5")]
    [InlineData(501, "1")]
    [InlineData(4500, "4.5")]
    public async Task RunAsync_SearchBehindWrites_SaysHowFar(int lag, string seconds)
    {
        using var server = new ProbedServer(new FhirTraits { TakesClientIds = true, SearchLag = TimeSpan.FromMilliseconds(lag) });

        var finding = (await server.ProbeAsync()).Single(finding => finding.Ability == "search after write");

        Assert.False(finding.IsAsExpected);
        Assert.Equal($"A written resource is found after {seconds} s: set Mhero__Contacts__Overlap to more than that.", finding.Message);
    }

    [Fact]
    public async Task RunAsync_WritesThatAreNotFound_TriesOnlyWhatNeedsNoSearch()
    {
        using var server = new ProbedServer(new FhirTraits { TakesClientIds = true, SearchLag = TimeSpan.FromMilliseconds(4501) });

        var findings = await server.ProbeAsync();

        Assert.Equal(["conditional update", "search after write", "patch", "conditional patch", "JSON patch", "history of a type", "ids from the client"], findings.Select(finding => finding.Ability));
        Assert.False(findings[1].IsAsExpected);
        Assert.EndsWith("mHero cannot be used with this server.", findings[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, true, "0 s ahead", "0 s ahead")]
    [InlineData(60, 60, true, "60 s ahead", "60 s ahead")]
    [InlineData(61, 61, false, "61 s ahead", "61 s ahead")]
    [InlineData(61, 0, false, "61 s ahead", "0 s ahead")]
    [InlineData(0, 61, false, "0 s ahead", "61 s ahead")]
    [InlineData(-60, 0, true, "60 s behind", "0 s ahead")]
    [InlineData(-61, 0, false, "61 s behind", "0 s ahead")]
    [InlineData(-31, 29, true, "31 s behind", "29 s ahead")]
    [InlineData(-31, 30, false, "31 s behind", "30 s ahead")]
    [InlineData(null, 60, true, "not there", "60 s ahead")]
    [InlineData(null, -61, false, "not there", "61 s behind")]
    public async Task RunAsync_Clocks_AreFarFromAMinuteOn(int? header, int records, bool isAsExpected, string headerText, string recordsText)
    {
        using var server = new ProbedServer { DateAhead = header is { } seconds ? TimeSpan.FromSeconds(seconds) : null, RecordsAhead = TimeSpan.FromSeconds(records) };

        var finding = (await server.ProbeAsync()).Single(finding => finding.Ability == "clocks");

        Assert.Equal(isAsExpected, finding.IsAsExpected);
        Assert.StartsWith($"Against this machine the Date header is {headerText} and lastUpdated is {recordsText}.", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_AnswersToWritesHaveNoTime_TakesTheRecords()
    {
        using var server = new ProbedServer(new FhirTraits { TakesClientIds = true, AnswersWithResource = false }) { RecordsAhead = TimeSpan.FromSeconds(90) };
        server.Reply = (_, body) => Regex.Replace(body, ",\"lastModified\":\"[^\"]*\"", "");

        var finding = (await server.ProbeAsync()).Single(finding => finding.Ability == "clocks");

        Assert.False(finding.IsAsExpected);
        Assert.Contains("lastUpdated is 90 s ahead", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ConditionalUpdatesRefused_CreatesInstead()
    {
        using var server = new ProbedServer();
        server.Entry = call => call is { Method: "PUT" } && call.Url.Contains('?', StringComparison.Ordinal) ? 405 : null;

        var findings = await server.ProbeAsync();

        Assert.Equal(Abilities, findings.Select(finding => finding.Ability));
        var finding = Assert.Single(findings, finding => !finding.IsAsExpected);
        Assert.Equal("A conditional update is refused (MH3001): new resources get ids of mHero's where the server accepts them.", finding.Message);
        Assert.Equal("conditional update", finding.Ability);
        Assert.Empty(server.Server.All("Basic"));
    }

    [Theory]
    [InlineData(401, "MH3005")]
    [InlineData(429, "MH3003")]
    [InlineData(503, "MH3002")]
    public async Task RunAsync_WritesRefusedForAReasonOfNow_IsNoFinding(int status, string code)
    {
        using var server = new ProbedServer();
        server.Entry = call => call.Method == "PUT" ? status : null;

        Assert.Equal(code, (await Assert.ThrowsAsync<FhirException>(server.ProbeAsync)).Code);
    }

    [Fact]
    public async Task RunAsync_AllWritesRefused_Fails()
    {
        using var server = new ProbedServer();
        server.Entry = call => call.Method is "PUT" or "POST" ? 400 : null;

        Assert.Equal(FhirErrorKind.Permanent, (await Assert.ThrowsAsync<FhirException>(server.ProbeAsync)).Kind);
    }

    [Fact]
    public async Task RunAsync_IfNoneExistIgnored_SaysThatWritesDouble()
    {
        using var server = new ProbedServer();
        server.Body = body => Regex.Replace(body, ",?\"ifNoneExist\":\"[^\"]*\"", "");

        var findings = (await server.ProbeAsync()).Where(finding => !finding.IsAsExpected).ToList();

        // The resource that was made twice is found twice.
        Assert.Equal(["conditional create", "search for several values"], findings.Select(finding => finding.Ability));
        Assert.EndsWith("mHero cannot be used with this server.", findings[0].Message, StringComparison.Ordinal);
        Assert.Empty(server.Server.All("Basic"));
    }

    [Fact]
    public async Task RunAsync_SearchTakesOneValueOnly_SaysHowManyItFinds()
    {
        using var server = new ProbedServer();
        server.Url = url => Regex.Replace(url, "(identifier=[^,&]*?)(,|%2C)[^&]*", "$1", RegexOptions.IgnoreCase);

        var finding = Assert.Single(await server.ProbeAsync(), finding => !finding.IsAsExpected);

        Assert.Equal((ServerAbilities.SeveralValues, "A search for two values finds 1: mHero asks for each value, at the price of more requests."), (finding.Ability, finding.Message));
    }

    [Theory]
    [InlineData("no link", false, "A search with _count=1 has no next page although there are two resources: changes would be lost.")]
    [InlineData("all at once", true, "The server does not divide results into pages.")]
    [InlineData("empty page", false, "The next link leads to a page without the next resource: changes would be lost.")]
    [InlineData("same page", false, null)]
    [InlineData("other host", false, "The next link is written for https://elsewhere.example.org/fhir/_page/")]
    [InlineData("relative", true, "The next link leads to the next page.")]
    [InlineData("expired", false, null)]
    public async Task RunAsync_Pages_AreFollowed(string fault, bool isAsExpected, string? message)
    {
        using var server = new ProbedServer();
        string? first = null;
        server.Url = url => fault == "all at once" ? url.Replace("_count=1", "_count=50", StringComparison.Ordinal) : url;
        server.Instead = (request, _) => fault == "expired" && request.RequestUri!.AbsoluteUri.Contains("/_page/", StringComparison.Ordinal) ? ProbedServer.Refusal(410) : null;
        server.Reply = (url, body) =>
        {
            if (url.Contains("_count=1&", StringComparison.Ordinal) || url.EndsWith("_count=1", StringComparison.Ordinal))
            {
                first ??= body;
                return fault switch
                {
                    "no link" => Regex.Replace(body, "\"link\":\\[[^\\]]*\\],", ""),
                    "other host" => body.Replace("https://registry.example.org/fhir/_page", "https://elsewhere.example.org/fhir/_page", StringComparison.Ordinal),
                    "relative" => body.Replace("https://registry.example.org/fhir/_page", "_page", StringComparison.Ordinal),
                    _ => body,
                };
            }

            return !url.Contains("/_page/", StringComparison.Ordinal) ? body
                : fault switch
                {
                    "empty page" => """{"resourceType":"Bundle","type":"searchset"}""",
                    "same page" => Regex.Replace(first!, "\"link\":\\[[^\\]]*\\],", ""),
                    _ => body,
                };
        };

        var finding = (await server.ProbeAsync()).Single(finding => finding.Ability == "paging");

        Assert.Equal(isAsExpected, finding.IsAsExpected);
        Assert.StartsWith(message ?? "", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_IfMatchIgnored_SaysThatChangesCanBeLost()
    {
        using var server = new ProbedServer(new FhirTraits());
        server.Body = body => Regex.Replace(body, ",?\"ifMatch\":\"[^\"]*\"", "");

        var findings = await server.ProbeAsync();

        Assert.Equal(
            "An update with a stale If-Match is done: changes that others make at the same moment can be lost.",
            findings.Single(finding => finding.Ability == "If-Match" && !finding.IsAsExpected).Message);
        Assert.True(findings.Single(finding => finding.Ability == "transaction").IsAsExpected);
    }

    [Theory]
    [InlineData("in part", true)]
    [InlineData("in part", false)]
    [InlineData("done", false)]
    public async Task RunAsync_TransactionIsNotTakenBack_SaysSo(string fault, bool isRefused)
    {
        using var server = new ProbedServer();
        server.Body = body => fault == "in part" ? body.Replace("\"transaction\"", "\"batch\"", StringComparison.Ordinal)
            : body.Contains("\"transaction\"", StringComparison.Ordinal) ? Regex.Replace(body, ",?\"ifMatch\":\"[^\"]*\"", "") : body;
        server.Reply = (_, body) => body;
        if (isRefused)
        {
            var wasDone = false;
            server.Instead = (_, body) =>
            {
                if (wasDone || !body.Contains("-lost", StringComparison.Ordinal))
                {
                    return null;
                }

                wasDone = true;
                server.Server.Handle(new FhirCall("POST", ProbedServer.Root) { Body = System.Text.Encoding.UTF8.GetBytes(body) });
                return ProbedServer.Refusal(400);
            };
        }

        var finding = (await server.ProbeAsync()).Single(finding => finding.Ability == "transaction");

        Assert.Equal((false, "A transaction with an entry that fails is done in part: mHero sends the missing entries again."), (finding.IsAsExpected, finding.Message));
        Assert.Empty(server.Server.All("Basic"));
    }

    [Fact]
    public async Task RunAsync_HistoryFailsForAReasonOfNow_Fails()
    {
        using var server = new ProbedServer();
        server.Instead = (request, _) => request.RequestUri!.AbsolutePath.EndsWith("/_history", StringComparison.Ordinal) ? ProbedServer.Refusal(500) : null;

        Assert.Equal(FhirErrorCodes.ServerFailed, (await Assert.ThrowsAsync<FhirException>(server.ProbeAsync)).Code);
        Assert.Empty(server.Server.All("Basic"));
    }

    [Fact]
    public async Task RunAsync_ServerDoesNotDelete_SaysWhatIsLeft()
    {
        using var server = new ProbedServer();
        server.Entry = call => call.Method == "DELETE" ? 405 : null;

        var finding = Assert.Single(await server.ProbeAsync(), finding => !finding.IsAsExpected);

        Assert.Equal(("deletion", $"The server does not delete: 3 Basic resources with identifiers of {MheroSystems.Probe} are left."), (finding.Ability, finding.Message));
        Assert.Equal(3, server.Server.All("Basic").Count);
    }

    [Fact]
    public async Task RunAsync_CleaningUpFails_SaysThatSomethingMayBeLeft()
    {
        using var server = new ProbedServer();
        server.Instead = (request, _) => Uri.UnescapeDataString(request.RequestUri!.Query).Contains("-own", StringComparison.Ordinal) ? ProbedServer.Refusal(500) : null;

        var finding = Assert.Single(await server.ProbeAsync(), finding => !finding.IsAsExpected);

        Assert.Equal(("deletion", $"Basic resources with identifiers of {MheroSystems.Probe} may be left (MH3002)."), (finding.Ability, finding.Message));
    }

    [Fact]
    public async Task RunAsync_NotAuthorizedAnyMore_Fails()
    {
        using var server = new ProbedServer();
        server.Instead = (request, _) => Uri.UnescapeDataString(request.RequestUri!.Query).Contains("-own", StringComparison.Ordinal) ? ProbedServer.Refusal(401) : null;

        Assert.Equal(FhirErrorCodes.NotAuthorized, (await Assert.ThrowsAsync<FhirException>(server.ProbeAsync)).Code);
    }
}
