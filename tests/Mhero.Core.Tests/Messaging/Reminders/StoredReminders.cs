using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Messaging.Reminders;

/// <summary>Requests with a schedule, as the outbox keeps them.</summary>
internal static class StoredReminders
{
    /// <summary>Stores one that is due every hour.</summary>
    /// <param name="app">Where.</param>
    /// <param name="name">Its identifier's value, and its id in the registry.</param>
    /// <param name="change">Changes its row.</param>
    /// <param name="withResource">Whether the resource is stored with it.</param>
    /// <returns>Its id.</returns>
    public static async Task<Guid> AddAsync(MemoryApp app, string name, Func<RequestRow, RequestRow>? change = null, bool withResource = true)
    {
        var outbox = app.Get<OutboxTable>();
        var row = new RequestRow
        {
            Id = Guid.NewGuid(),
            Hash = name,
            State = RequestState.Scheduled,
            Cron = "0 * * * *",
            Content = MessageContent.OfText("Please report.", "eng"),
            CreatedAt = app.Time.GetUtcNow(),
            RegistryId = name,
        };
        if (withResource)
        {
            await outbox.PrepareAsync(row.Id, [], [], ResourceOf(name), CancellationToken.None);
        }

        await outbox.NoteScheduledAsync(row.Id, CancellationToken.None);
        await outbox.TryWriteRequestAsync(change is null ? row : change(row), null, CancellationToken.None);
        return row.Id;
    }

    /// <summary>The resource as the registry has it.</summary>
    public static CommunicationRequest ResourceOf(string name) => new()
    {
        Id = name,
        Status = RequestStatus.Active,
        Identifier = [new("http://example.org/requests", name)],
        Recipient = [new("Practitioner/1")],
        Payload = [new() { Content = new FhirString("Please report.") }],
        Extension = [new() { Url = MheroSystems.Schedule, Extension = [new("cronExpression", new FhirString("0 * * * *"))] }],
    };

    /// <summary>The state of a request.</summary>
    public static async Task<RequestState> StateOfAsync(MemoryApp app, Guid id) => (await app.Get<OutboxTable>().FindRequestAsync(id, CancellationToken.None))!.Value.Row.State;
}
