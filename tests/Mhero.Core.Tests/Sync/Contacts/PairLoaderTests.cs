using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Contacts;

/// <summary>A worker whom a search does not find is gone only if the registry has nothing at the worker's address either.</summary>
public sealed class PairLoaderTests : IDisposable
{
    private const string Nothing = """{"resourceType":"Bundle","type":"searchset"}""";

    private readonly MemoryApp _app;
    private int _status = 200;

    public PairLoaderTests() => _app = new(request => request.RequestUri!.AbsolutePath.EndsWith("/Practitioner/20", StringComparison.Ordinal)
        ? AnsweringHandler.Fhir(_status == 200 ? """{"resourceType":"Practitioner","id":"20","active":true}""" : """{"resourceType":"OperationOutcome"}""", _status)
        : AnsweringHandler.Fhir(Nothing));

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(200, false)]
    [InlineData(404, true)]
    [InlineData(410, true)]
    public async Task Load_SearchFindsNothing_ReadsTheWorkerByItsAddress(int status, bool isGone)
    {
        _status = status;
        var contact = Guid.NewGuid();
        await _app.Get<ContactLedger>().WriteAsync(
            [
                new(ContactLedger.WorkerKey("Practitioner/20"), SyncJson.Write(new WorkerRow { Contact = contact }), null),
                new(ContactLedger.ContactKey(contact), SyncJson.Write(new ContactRow { Worker = "Practitioner/20", Contact = new Contact { Uuid = contact } }), null),
            ],
            CancellationToken.None);

        var pairs = await _app.Get<PairLoader>().LoadAsync([new ContactItem { Worker = "Practitioner/20" }], CancellationToken.None);

        Assert.Equal(isGone, Assert.Single(pairs).WorkerGone);
        Assert.Single(_app.Http.Requests, r => r == "GET /fhir/Practitioner/20");
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task Load_IdThatFhirDoesNotAllow_HasNoWorker(string id)
    {
        var pairs = await _app.Get<PairLoader>().LoadAsync([new ContactItem { Worker = "Practitioner/" + id }], CancellationToken.None);

        Assert.Null(Assert.Single(pairs).Worker);
    }
}
