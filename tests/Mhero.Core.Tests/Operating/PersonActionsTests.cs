using Azure.Data.Tables;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Messaging.OptOut;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Operating;
using Mhero.Core.Operating.Persons;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Storage.Retention;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Contacts.Bulk;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Operating;

/// <summary>A person in all tables: exported, counted and erased, and another person who shares rows with them untouched.</summary>
public sealed class PersonActionsTests : IDisposable
{
    private const string Worker = "Practitioner/12";
    private const string Other = "Practitioner/123";
    private const string Number = "+250788000101";
    private const string Shared = "+250788000102";

    private static readonly Guid Contact = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01");
    private static readonly Guid OtherContact = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a02");
    private static readonly Operator Jane = new("Jane");

    private readonly MemoryApp _app = new();
    private Guid _request;

    private PersonActions Actions => _app.Get<PersonActions>();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task ForgetAsync_PersonInAllTables_LeavesTheMarkAndTheOtherPerson()
    {
        await FillAsync();
        var preview = (await Actions.PreviewForgettingAsync(Number, CancellationToken.None))!;
        string[] parts =
        [
            "auditLog", "bulkLoad.numbers", "bulkLoad.open", "bulkLoad.pending", "bulkLoad.rows", "conflicts", "contacts", "deadLetters", "extractions", "groups", "optOuts", "outbox", "responses",
            "reviews", "sentMessages", "unlinkedAnswers", "webhooks",
        ];
        Assert.Equal(parts, preview.Rows.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(new FoundPerson(Worker, Contact), preview.Person);
        var before = (await RowsAsync(OtherContact, Other)).Count;

        var job = await RunAsync((await Actions.ForgetAsync(Number, "on request", Jane, CancellationToken.None))!);

        Assert.Equal((JobStates.Done, 0), (job.State, job.Failed));
        var left = await RowsAsync(Contact, Worker);
        Assert.Equal(["audit", "forgotten", "forgotten", "jobs"], left.Select(row => row.Partition).Distinct().Concat(["forgotten"]).Order());
        Assert.DoesNotContain(left, row => row.Text.Contains(Number, StringComparison.Ordinal) || row.Text.Contains("Ann", StringComparison.Ordinal));
        Assert.Empty(await TextsAsync(Number));

        // Other people's rows are as many as before: only those that named both are fewer.
        var after = await RowsAsync(OtherContact, Other);
        Assert.Equal(before, after.Count);
        var shared = Assert.Single((await _app.Get<ContactLedger>().FindOwnersAsync([ContactLedger.NumberKey(Shared)], CancellationToken.None)).Values).Row;
        Assert.Equal([Other], shared.Workers);
        Assert.Equal([OtherContact], (await _app.Get<OutboxTable>().ChunksAsync(_request, CancellationToken.None).SelectMany(chunk => chunk.People).ToListAsync()).Select(person => person.Contact));
        Assert.Single((await _app.Get<OutboxTable>().ResourceAsync(_request, CancellationToken.None)).Recipient);

        // Again, by either name: the link is known from the mark.
        Assert.NotNull(await Actions.ForgetAsync($"{Contact}", "again", Jane, CancellationToken.None));
    }

    [Fact]
    public async Task ForgetAsync_ChunkIsBeingSent_WaitsForItsResult()
    {
        await FillAsync();
        var outbox = _app.Get<OutboxTable>();
        await outbox.ChangeChunkAsync(_request, 1, chunk => chunk with { State = ChunkState.Claimed }, CancellationToken.None);

        var waiting = await RunAsync((await Actions.ForgetAsync(Worker, "on request", Jane, CancellationToken.None))!);
        Assert.Equal(JobStates.Running, waiting.State);
        Assert.Equal(2, (await outbox.FindChunkAsync(_request, 1, CancellationToken.None))!.Value.Row.People.Count);

        await outbox.ChangeChunkAsync(_request, 1, chunk => chunk with { State = ChunkState.Sent }, CancellationToken.None);
        _app.Time.Advance(TimeSpan.FromMinutes(2));
        var done = await RunAsync(waiting);

        Assert.Equal(JobStates.Done, done.State);
        Assert.Single((await outbox.FindChunkAsync(_request, 1, CancellationToken.None))!.Value.Row.People);
    }

    [Fact]
    public async Task ExportAsync_PersonInAllTables_HasEachRowAndAnAuditEntry()
    {
        await FillAsync();
        _app.Time.Advance(TimeSpan.FromSeconds(1));

        var export = (await Actions.ExportAsync(Worker, Jane, CancellationToken.None))!;

        Assert.Contains(export.Contents!["contacts"], row => row.ToJsonString().Contains("Ann", StringComparison.Ordinal));
        Assert.Equal(export.Rows.Values.Sum(), export.Contents!.Values.Sum(rows => rows.Count));
        Assert.Equal(AuditActions.Export, (await _app.Get<IAuditLog>().ListAsync(new AuditFilter(), 1, null)).Entries[0].Action);
        Assert.Null(await Actions.ExportAsync("Practitioner/unknown", Jane, CancellationToken.None) is { } other ? other.Rows.Keys.Except(["auditLog"]).SingleOrDefault() : null);
        Assert.Equal(HttpCodes.UnknownPerson, (await Assert.ThrowsAsync<OperatorException>(() => Actions.ExportAsync("no such person!", Jane, CancellationToken.None))).Code);
    }

    [Fact]
    public async Task Selectors_PersonIsForgotten_LeaveThemOutUntilAllowed()
    {
        await FillAsync();
        await RunAsync((await Actions.ForgetAsync(Worker, "on request", Jane, CancellationToken.None))!);

        Assert.Empty(await SelectedAsync());
        Assert.Empty(await RowsOfLedgerAsync());

        // What a message of before the mark wrote is erased by the timer.
        await _app.Get<ContactLedger>().WriteAsync([new Document(ContactLedger.ContactKey(Contact), SyncJson.Write(new ContactRow { Contact = new Contact { Uuid = Contact } }), null)], CancellationToken.None);
        await _app.Get<Purge>().RunAsync(CancellationToken.None);
        Assert.Empty(await RowsOfLedgerAsync());

        Assert.True(await Actions.AllowAsync($"{Contact}", Jane, CancellationToken.None));
        Assert.False(await Actions.AllowAsync(Worker, Jane, CancellationToken.None));
        Assert.Equal([$"{Contact}", Worker], (await SelectedAsync()).Order());
    }

    private async Task<List<string>> SelectedAsync()
    {
        var contacts = await _app.Get<ContactSelector>().SelectAsync([new Contact { Uuid = Contact, Name = "Ann", Urns = ["tel:" + Number] }], false, true, CancellationToken.None).ToListAsync();
        var workers = await _app.Get<WorkerSelector>().SelectAsync([new Hl7.Fhir.Model.Practitioner { Id = "12" }], null, CancellationToken.None).ToListAsync();
        return [.. contacts.Select(item => item.Contact!.Uuid.ToString()), .. workers.Select(item => item.Worker!)];
    }

    private async Task<List<string>> RowsOfLedgerAsync() =>
        [.. (await RowsAsync(Contact, Worker)).Where(row => row.Partition == ContactLedger.Partition).Select(row => row.Text)];

    /// <summary>Rows of a person, and of another one with whom they share a number, a message and a review.</summary>
    private async Task FillAsync()
    {
        var ledger = _app.Get<ContactLedger>();
        foreach (var (worker, contact, name, number) in new[] { (Worker, Contact, "Ann", Number), (Other, OtherContact, "Bob", "+250788000103") })
        {
            var profile = new WorkerProfile { Name = name };
            await ledger.WriteAsync(
                [
                    new Document(ContactLedger.WorkerKey(worker), SyncJson.Write(new WorkerRow { Contact = contact, Profile = profile }), null),
                    new Document(ContactLedger.ContactKey(contact), SyncJson.Write(new ContactRow { Worker = worker, Contact = new Contact { Uuid = contact, Name = name } }), null),
                ],
                CancellationToken.None);
            await ledger.IndexAsync([new OwnerChange(ContactLedger.NumberKey(number), worker, null, true), new OwnerChange(ContactLedger.NumberKey(Shared), worker, null, true)], CancellationToken.None);
            await _app.Get<GroupLedger>().ChangeMembersAsync([contact], (_, _) => new MemberRow { Worker = worker }, CancellationToken.None);
            await _app.Get<GroupLedger>().Workers.ChangeAsync([worker], (_, _) => new WorkerGroupsRow { Contact = contact }, CancellationToken.None);
            await _app.Get<DeadLetterStore>().RecordAsync("runs", $"run of {name}", $$$$"""{"items":[{"run":{"contact":{"uuid":"{{{{contact}}}}","name":"{{{{name}}}}"}}}]}""", "MH1001", "cause", 1);
            await _app.Get<Conflicts>().RecordAsync(worker, [new MergeConflict("name", name, "other", default)], CancellationToken.None);
            await _app.Get<OptOutTable>().WriteAsync([(worker, new OptOutRow { IsOut = true, Contact = contact }, null)], CancellationToken.None);
            await _app.Get<IAuditLog>().WriteAsync(new AuditEntry(Jane, AuditActions.Edit, worker) { Before = name });
            var writes = _app.GetKeyed<DocumentTable>(WriteLedger.Table);
            await writes.WriteAsync("responses", [new Document($"{contact:N}.{Guid.Empty:N}.{Guid.Empty}", "{}")]);
            await writes.WriteAsync("extractions", [new Document($"{contact:N}.{Guid.Empty:N}.{Guid.Empty}", "{}")]);
            await writes.WriteAsync("sent", [new Document($"{Guid.Empty}.{contact}", "{}")]);
            var state = _app.Get<DocumentTable>();
            await state.WriteAsync("unlinked-answers", [new Document($"{contact:N}.20260304.run", "{}")]);
            await state.WriteAsync("unnamed-responses", [new Document($"{contact:N}.{Guid.Empty:N}.~{Guid.Empty}", "x")]);
            var bulk = _app.Get<BulkStore>();
            await bulk.WriteAsync([(worker, new BulkRow { Load = "load", Name = name, Contact = contact }, null)], CancellationToken.None);
            await bulk.AddPendingAsync([worker], CancellationToken.None);
            await bulk.AddOpenAsync([worker], CancellationToken.None);
            await bulk.TakeNumbersAsync([("tel:" + number, worker)], CancellationToken.None);
            await _app.Get<ReviewStore>().OpenAsync(worker, "MH4001", "Which contact?", [new ReviewCandidate($"{contact}", name)], null);
        }

        _request = (await _app.Get<MessageRequests>().CreateAsync(new MessageOrder
        {
            Key = "both",
            Content = MessageContent.OfText("Hello", "eng"),
            ResolvedRecipients = new ResolvedRecipients([new Recipient(Worker, Contact), new Recipient(Other, OtherContact)], []),
        })).Id;
        await _app.Get<OutboxTable>().CountTodayAsync("2026-03-04", "c.1", [Contact, OtherContact], 5, CancellationToken.None);
    }

    private async Task<Job> RunAsync(Job job)
    {
        var queue = _app.Get<IStorageClients>().Queue("jobs");
        while ((await queue.ReceiveMessagesAsync(1)).Value is [var message, ..])
        {
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            await _app.Get<JobRunner>().HandleAsync(message.MessageText, CancellationToken.None);
        }

        return (await _app.Get<JobOrders>().FindAsync(job.Id, CancellationToken.None))!;
    }

    private async Task<List<(string Partition, string Text)>> RowsAsync(Guid contact, string worker) =>
        [.. (await AllAsync()).Where(row => new PersonKeys(worker, contact).AreIn(row.Text))];

    private async Task<List<(string Partition, string Text)>> TextsAsync(string text) => [.. (await AllAsync()).Where(row => row.Text.Contains(text, StringComparison.Ordinal))];

    /// <summary>Every row of every table, whatever it is.</summary>
    private async Task<List<(string Partition, string Text)>> AllAsync()
    {
        var rows = new List<(string, string)>();
        foreach (var table in _app.Get<IEnumerable<TableName>>().Distinct())
        {
            var client = _app.Get<IStorageClients>().Table(table.Name);
            await client.CreateIfNotExistsAsync();
            await foreach (var entity in client.QueryAsync<TableEntity>())
            {
                // Slashes of keys are escaped.
                rows.Add((Uri.UnescapeDataString(entity.PartitionKey), $"{entity.RowKey.Replace("!2F", "/", StringComparison.Ordinal)} {string.Join("  ", entity.Select(column => column.Value).OfType<string>())}"));
            }
        }

        return rows;
    }
}
