using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Tests.Fixtures;
using Microsoft.Extensions.Time.Testing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Sync.Engine.Writing;

/// <summary>Two processes that write the same resource: the later state of its record stays.</summary>
public sealed class RegistryWritesTests : IDisposable
{
    private static readonly DateTimeOffset Begun = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private readonly RegistryApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Write_ClaimRanOutAndAnotherProcessWroteANewerState_IsLeftToItAndTriedAgain()
    {
        await WriteAsync(1, Begun);
        var newer = WriteOf(3, Begun.AddMinutes(2));
        _app.AnswerOf = asked =>
        {
            if (asked.Length == 0 && newer.Outcome is null)
            {
                _app.AnswerOf = null;
                Another().WriteAsync("responses", [newer], CancellationToken.None).GetAwaiter().GetResult();
            }

            return null;
        };

        var older = await WriteAsync(2, Begun.AddMinutes(1));

        Assert.Equal(SaveOutcome.Updated, newer.Outcome);
        Assert.Equal((null, true), (older.Outcome, older.IsBusy));
        Assert.Equal(3, await AnswerAsync(newer.Id!));

        var again = await WriteAsync(2, Begun.AddMinutes(1));

        Assert.Equal(SaveOutcome.Unchanged, again.Outcome);
        Assert.Equal(3, await AnswerAsync(newer.Id!));
    }

    [Fact]
    public async Task Write_SomebodyElseChangedTheResourceAndTheClaimIsHeld_IsWritten()
    {
        var first = await WriteAsync(1, Begun);
        _app.Put($$"""{"resourceType":"QuestionnaireResponse","id":"{{first.Id}}","identifier":{"system":"urn:x","value":"1"},"status":"in-progress"}""");

        var second = await WriteAsync(2, Begun.AddMinutes(1));

        Assert.Equal(SaveOutcome.Updated, second.Outcome);
        Assert.Equal(2, await AnswerAsync(first.Id!));
    }

    [Fact]
    public async Task Write_ServerDoesNotSayWhoChoosesIds_ReleasesTheClaim()
    {
        _app.AnswerOf = asked => asked == "metadata" ? new HttpResponseMessage(System.Net.HttpStatusCode.ServiceUnavailable) : null;
        var refused = await WriteAsync(1, Begun);
        _app.AnswerOf = null;

        var again = await WriteAsync(1, Begun);

        Assert.IsType<FhirException>(refused.Error);
        Assert.Equal(SaveOutcome.Created, again.Outcome);
    }

    /// <summary>A process by whose clock the claims of this one ran out.</summary>
    private RegistryWrites Another() => new(
        _app.Get<FhirGateway>(),
        new WriteLedger(_app.App.GetKeyed<DocumentTable>(WriteLedger.Table), new FakeTimeProvider(MemoryApp.Start.AddMinutes(4))),
        _app.Get<NewIdPolicy>());

    private static RegistryWrite WriteOf(int answer, DateTimeOffset state) => new(
        "key",
        new QuestionnaireResponse
        {
            Identifier = new Identifier("urn:x", "1"),
            Status = QuestionnaireResponse.QuestionnaireResponseStatus.InProgress,
            Item = [new() { LinkId = "cases", Answer = [new() { Value = new Integer(answer) }] }],
        },
        new FhirSearch("QuestionnaireResponse").Where("identifier", "urn:x", "1"),
        new SourceState(state));

    private async Task<RegistryWrite> WriteAsync(int answer, DateTimeOffset state)
    {
        var write = WriteOf(answer, state);
        await _app.Get<RegistryWrites>().WriteAsync("responses", [write], CancellationToken.None);
        return write;
    }

    private async Task<int?> AnswerAsync(string id) =>
        ((Integer)(await _app.Get<FhirGateway>().ReadAsync<QuestionnaireResponse>(id, CancellationToken.None))!.Item[0].Answer[0].Value!).Value;
}
