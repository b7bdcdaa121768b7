using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.Runs;
using Mhero.Core.Tests.Fixtures;
using Microsoft.Extensions.Time.Testing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Sync.Runs;

/// <summary>A transaction that a server accepts and carries out in part: the extraction is not done, and is sent again as a whole.</summary>
public sealed class ExtractionWriterTests : IDisposable
{
    private readonly List<JsonArray> _sent = [];
    private readonly MemoryApp _app;
    private string _second = "201";

    public ExtractionWriterTests() => _app = new(Answer);

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("409", "Retry")]
    [InlineData("412", "Retry")]
    [InlineData("429", "Postponed")]
    [InlineData("500", "Retry")]
    [InlineData("422", "Dead")]
    public async Task Write_OneEntryFailedInsideA200_DecidesByItAndSendsAllAgain(string status, string expected)
    {
        _second = status;
        var first = await WriteAsync();

        Assert.Null(first.Outcome);
        Assert.Equal(expected, Failure.Of(first.Error!).State.ToString());

        _second = "201";
        var again = await WriteAsync();

        Assert.Equal(SaveOutcome.Updated, again.Outcome);
        Assert.Equal(2, _sent.Count);
        Assert.All(_sent, entries => Assert.Equal(3, entries.Count));
        Assert.All(_sent[1], entry => Assert.Contains("identifier=", (string)entry!["request"]!["url"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Write_OneEntryCannotBeRepairedAndOneMayPass_IsADeadLetter()
    {
        _second = "422 503";

        Assert.Equal(ItemState.Dead, Failure.Of((await WriteAsync()).Error!).State);
    }

    [Fact]
    public async Task Write_AnotherProcessTookTheClaimOverWhileOthersWereWritten_SendsNothing()
    {
        var late = await WriteAsync(async write =>
        {
            _app.Time.Advance(TimeSpan.FromSeconds(30));
            var another = new WriteLedger(_app.GetKeyed<DocumentTable>(WriteLedger.Table), new FakeTimeProvider(_app.Time.GetUtcNow().AddMinutes(4)));
            Assert.Single(await another.ClaimAsync(ExtractionWriter.Extractions, [new OtherWrite(write.Key, write.Source)], CancellationToken.None));
        });

        Assert.Equal((null, true), (late.Outcome, late.IsBusy));
        Assert.Empty(_sent);
    }

    private async Task<ExtractionWrite> WriteAsync(Func<ExtractionWrite, Task>? afterTheClaim = null)
    {
        var uuid = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01");
        var run = new FlowRun
        {
            Uuid = uuid,
            Flow = new ObjectReference(uuid, "Case report"),
            Contact = new RunContact { Uuid = uuid },
            CreatedOn = _app.Time.GetUtcNow(),
            ModifiedOn = _app.Time.GetUtcNow(),
            ExitType = "completed",
        };
        var work = new RunWork(new RunItem { Run = run })
        {
            Questionnaire = new Questionnaire { Id = "q" },
            Write = new RegistryWrite("key", new QuestionnaireResponse(), new FhirSearch("QuestionnaireResponse").Where("identifier", "s", "r"), new SourceState(run.ModifiedOn)),
        };
        var writer = _app.Get<ExtractionWriter>();
        var write = Assert.Single(await writer.ClaimAsync([new RunExtraction(work)], CancellationToken.None));
        await (afterTheClaim?.Invoke(write) ?? Task.CompletedTask);
        await writer.WriteAsync(
            write,
            [.. Enumerable.Range(0, 3).Select(i => FhirEntry.ConditionalUpdate(new Patient { Identifier = [new Identifier("s", $"{i}")] }, new FhirSearch("Patient").Where("identifier", "s", $"{i}")))],
            isWhole: true,
            CancellationToken.None);
        return write;
    }

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        if (request.Method == HttpMethod.Get)
        {
            return AnsweringHandler.Fhir("""{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1"}""");
        }

        _sent.Add(JsonNode.Parse(request.Content!.ReadAsStringAsync().GetAwaiter().GetResult())!["entry"]!.AsArray());
        var statuses = new[] { "201" }.Concat(_second.Split(' ')).Append("201").Take(3);
        var entries = statuses.Select((s, i) => $$$"""{"response":{"status":"{{{s}}}","location":"Patient/{{{i}}}/_history/1"}}""");
        return AnsweringHandler.Fhir($$"""{"resourceType":"Bundle","type":"transaction-response","entry":[{{string.Join(',', entries)}}]}""");
    }

    private sealed class OtherWrite(string key, SourceState source) : LedgerWrite(key, "other", source);
}
