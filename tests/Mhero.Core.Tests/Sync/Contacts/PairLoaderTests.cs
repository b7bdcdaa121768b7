using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Contacts;

/// <summary>What a batch starts from: a worker whom a search does not find is gone only if the registry has nothing at the worker's address either, and an older state of a contact is ignored.</summary>
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

    [Theory]
    [InlineData(-1, "As written")]
    [InlineData(0, "As written")]
    [InlineData(1, "As delivered")]
    public async Task Load_ItemWithAnOlderStateOfTheContact_TakesTheRow(int seconds, string name)
    {
        var (contact, read) = (Guid.NewGuid(), new DateTimeOffset(2026, 3, 4, 7, 0, 0, TimeSpan.Zero));
        var row = new ContactRow { Worker = "Practitioner/20", Contact = new Contact { Uuid = contact, Name = "As written", ModifiedOn = read } };
        await _app.Get<ContactLedger>().WriteAsync(
            [
                new(ContactLedger.WorkerKey("Practitioner/20"), SyncJson.Write(new WorkerRow { Contact = contact }), null),
                new(ContactLedger.ContactKey(contact), SyncJson.Write(row), null),
            ],
            CancellationToken.None);

        var item = new ContactItem { Contact = new Contact { Uuid = contact, Name = "As delivered", ModifiedOn = read.AddSeconds(seconds) } };
        var pairs = await _app.Get<PairLoader>().LoadAsync([item], CancellationToken.None);

        Assert.Equal(name, Assert.Single(pairs).Contact!.Name);
    }
}
